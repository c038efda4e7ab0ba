import { type ExpectedStates, stateOf } from './expected-state';

/** Event log, drivers and trusted keys. */
export const expectedDrivers: ExpectedStates = {
  'drivers/char/tpm/eventlog/common.c': [
    stateOf('tpm_bios_measurements_release', 57, [{ at: '63:284a9c85 65:957aea09' }]),
  ],
  'drivers/char/tpm/eventlog/acpi.c': [
    stateOf('tpm_read_log_acpi', 72, [
      {
        at: '90:8d7d08fb 96:8d7d08fb 101:8d7d08fb 110:8d7d08fb 114:30583bfe 120:8d7d08fb 135:0d6a793f 138:e39a3c14 144:4a0da571 146:ecdf39c5',
      },
      { at: '95:5fda28d6', may: 'ref tbl' },
      { at: '98:af864131 100:be9cfa79 104:46a98401 109:be9cfa79 113:be9cfa79', must: 'ref tbl' },
      { at: '119:5fda28d6', may: 'ref buff' },
      { at: '122:26e951ec 124:a4529d6f 129:d5ecc13c 134:650ec615', must: 'ref buff' },
      { at: '145:83c6af53', may: 'mem log->bios_event_log|chip->log.bios_event_log' },
      {
        at: '148:b8b79da7 150:c3e66a9c 154:45c6ff47 162:03da77ce 165:45c6ff47 169:4c15bb99',
        must: 'mem log->bios_event_log|chip->log.bios_event_log',
      },
      { at: '151:cc895d98', must: 'mem log->bios_event_log|chip->log.bios_event_log', may: 'mem virt' },
      { at: '158:22f78e73 160:2b21265a', must: 'mem log->bios_event_log|chip->log.bios_event_log; mem virt' },
      { at: '178:0b33bb6b', must: 'mem log->bios_event_log|chip->log.bios_event_log' },
      { at: '180:95c52e22', may: 'mem log->bios_event_log|chip->log.bios_event_log' },
    ]),
  ],
  'drivers/char/tpm/eventlog/efi.c': [
    stateOf('tpm_read_log_efi', 17, [
      {
        at: '37:7016a788 40:ecdf39c5 46:ac7abb89 48:ef7baa1e 55:ecdf39c5 124:95c52e22',
        optional: 'mem log->bios_event_log|chip->log.bios_event_log',
      },
      { at: '38:68fa360a 53:68fa360a', may: 'mem log_tbl' },
      {
        at: '43:2ff3ebd4 44:c9ad1c2c 59:3095e0cb 61:4c8f9a1b 66:fbc42473 75:029155f1 79:079946c2',
        must: 'mem log_tbl',
        optional: 'mem log->bios_event_log|chip->log.bios_event_log',
      },
      {
        at: '78:b3bc5ed8 122:197ee8f0',
        must: 'mem log_tbl',
        may: 'mem final_tbl',
        optional: 'mem log->bios_event_log|chip->log.bios_event_log',
      },
      {
        at: '89:335b37e6 98:28aa5970',
        must: 'mem log_tbl; mem final_tbl',
        optional: 'mem log->bios_event_log|chip->log.bios_event_log',
      },
      {
        at: '123:c9ad1c2c',
        must: 'mem log_tbl',
        optional: 'mem log->bios_event_log|chip->log.bios_event_log',
      },
    ]),
  ],
  'drivers/char/tpm/eventlog/of.c': [
    stateOf('tpm_read_log_memory_region', 25, [
      { at: '31:de6d586d 33:8d7d08fb 37:b5856c69 38:41793ecd' },
      { at: '32:d0aeeb6b', may: 'ref node' },
      { at: '35:1abf0177 36:32ab07f3', must: 'ref node' },
    ]),
  ],
  'drivers/char/tpm/tpm_tis_core.c': [
    stateOf('tpm_tis_relinquish_locality', 184, [
      { at: '188:17a582b7 194:7a7b9fc0' },
      { at: '189:33ceb49b 190:fb776612 191:df77aaa8 192:067c89fc', must: 'lock priv->locality_count_mutex' },
    ]),
    stateOf('tpm_tis_send_main', 552, [{ at: '561:1060f021 578:8fe7d714 593:7a7b9fc0 595:d7f4c110' }]),
    stateOf('tis_int_handler', 869, [
      { at: '876:b36330d1 893:d10fdb9d 896:7e476dd3 899:1fccaf24 900:122e2462' },
      { at: '894:bfcdd6a0 895:aacd02a0', may: 'locality chip' },
    ]),
    stateOf('tpm_tis_resume', 1357, [
      { at: '1362:7288d628 1364:95c52e22 1378:939d80cc 1382:7a7b9fc0' },
      { at: '1363:c02994b4', may: 'power chip' },
      { at: '1366:bf67371f 1367:c5c3ea96 1374:2214a894 1376:35d72944', must: 'power chip' },
    ]),
  ],
  'drivers/char/tpm/tpm_tis_spi_main.c': [
    stateOf('tpm_tis_spi_transfer_full', 141, [
      { at: '150:02dd404a 215:95c52e22' },
      {
        at: '153:bdcece57 168:637f7c60 170:877356f3 195:877356f3 206:0cb679db 211:e41557f5 214:2ef174fb',
        must: 'lock phy->spi_device->controller->bus_lock_mutex',
      },
    ]),
    stateOf('tpm_tis_spi_transfer_half', 81, [{ at: '126:b3af350c 138:95c52e22' }]),
  ],
  'drivers/char/tpm/tpm_tis_i2c_cr50.c': [
    stateOf('tpm_cr50_i2c_write', 245, [
      { at: '257:0e2085d8 264:0acc85d4 281:7e476dd3 284:7a7b9fc0' },
      {
        at: '267:51af38f2 270:6753a12d 272:55cc1094 275:c6f8a100 278:08cf62ea 279:4bc7329b',
        must: 'lock client->adapter',
      },
    ]),
    stateOf('tpm_cr50_release_locality', 316, [{ at: '322:2389285c 327:c66d96f1' }]),
  ],
  'drivers/char/tpm/tpm_tis.c': [
    stateOf('check_acpi_tpm2', 138, [
      { at: '146:7a7b9fc0 151:5165b0f4 162:95c52e22' },
      { at: '152:d1dbaf8f 153:43aa44cd 154:5fa208e7', may: 'ref tbl' },
      { at: '158:1f62d6a2 159:45c6ff47 161:be9cfa79', must: 'ref tbl' },
    ]),
  ],
  'drivers/char/tpm/tpm_crb.c': [
    stateOf('__crb_request_locality', 255, [{ at: '261:2dab9a74 264:bfbe449a 268:26aa7c18 271:7a7b9fc0' }]),
  ],
  'drivers/char/tpm/tpm_vtpm_proxy.c': [
    stateOf('vtpm_proxy_fops_write', 127, [
      { at: '132:4c3cff57 136:6d1ae226 142:ef7baa1e 151:a8c90bf4 158:e2802d76 160:27bb6539' },
      {
        at: '134:811b90f2 135:7ec67a02 139:01a21a25 141:7ec67a02 145:c6dec5ec 149:026cfefe 150:7ec67a02 154:16826862 156:7ec67a02',
        must: 'lock proxy_dev->buf_lock',
      },
    ]),
    stateOf('vtpm_proxy_fops_poll', 171, [
      { at: '176:731128ea 180:4c3cff57 190:95c52e22' },
      { at: '182:1bd874a8 183:92482cb7 185:c33be1bd 188:7ec67a02', must: 'lock proxy_dev->buf_lock' },
    ]),
    stateOf('vtpm_proxy_fops_undo_open', 213, [
      { at: '215:4c3cff57 222:e2802d76' },
      { at: '217:e2a14064 219:7ec67a02', must: 'lock proxy_dev->buf_lock' },
    ]),
    stateOf('vtpm_proxy_fops_release', 233, [{ at: '237:6de3c9a0 239:441c7645 241:7a7b9fc0' }]),
    stateOf('vtpm_proxy_tpm_op_send', 329, [
      { at: '333:b8e77848 344:4c3cff57 348:6d1ae226 360:e2802d76 362:7a7b9fc0' },
      {
        at: '346:811b90f2 347:7ec67a02 351:d404705e 356:c6dec5ec 358:7ec67a02',
        must: 'lock proxy_dev->buf_lock',
      },
    ]),
    stateOf('vtpm_proxy_create_proxy_dev', 486, [
      { at: '492:94c223b5 494:6a86c8b4 514:f9e30182' },
      { at: '493:8aa329be', may: 'mem proxy_dev' },
      { at: '496:61bd3af1 500:da8e3bc1 502:4b795689 512:160c8a4a', must: 'mem proxy_dev' },
      { at: '501:d7f9d5d9', must: 'mem proxy_dev', may: 'ref chip->dev' },
      {
        at: '505:3c863596 507:b184a9bc 509:6316e7f7',
        must: 'mem proxy_dev; ref chip->dev|proxy_dev->chip->dev',
      },
    ]),
    stateOf('vtpm_proxy_delete_device', 590, [{ at: '592:6655d343 599:38d3f159 602:44401e95 604:2f45cfe0' }]),
    stateOf('vtpmx_ioc_new_dev', 623, [{ at: '631:8904559b 636:e76c5c00 640:d72f5b8d 642:09797cbe' }]),
  ],
  'drivers/char/tpm/xen-tpmfront.c': [
    stateOf('tpmfront_remove', 363, [{ at: '367:7243a5e9 368:0939744a 369:0178e030' }]),
  ],
  'drivers/char/tpm/tpm_ibmvtpm.c': [
    stateOf('tpm_ibmvtpm_recv', 105, [
      { at: '110:158a002e 115:3f0270cc 124:0e708b9e 129:8ef9260c' },
      { at: '125:d02e1f64 127:e4f31377 128:17586d1c', must: 'lock ibmvtpm->rtce_lock' },
    ]),
    stateOf('tpm_ibmvtpm_remove', 343, [
      { at: '349:7243a5e9 351:5229e8da 361:25ba2694 366:87cdc7b6 369:3cf54d67 371:653affdc' },
    ]),
    stateOf('tpm_ibmvtpm_suspend', 405, [{ at: '411:ed501470 417:41793ecd' }]),
    stateOf('tpm_ibmvtpm_probe', 598, [
      { at: '612:524b5c45', may: 'mem ibmvtpm', optional: 'ref chip->dev' },
      { at: '613:05527447', optional: 'ref chip->dev' },
      { at: '617:5e124d48 621:a7cb8cb6', must: 'mem ibmvtpm', optional: 'ref chip->dev' },
      {
        at: '622:935ffc89',
        must: 'mem ibmvtpm',
        may: 'mem ibmvtpm->crq_queue.crq_addr',
        optional: 'ref chip->dev',
      },
      {
        at: '627:509533a4 634:d4e41eea 643:f7f8995c 648:d49a31be 651:f997ad0f',
        must: 'mem ibmvtpm; mem ibmvtpm->crq_queue.crq_addr',
        optional: 'ref chip->dev',
      },
      {
        at: '650:f7f8995c 710:5d7b6fcb 713:e5e762a7',
        must: 'mem ibmvtpm; mem ibmvtpm->crq_queue.crq_addr',
        may: 'irq vio_dev->irq',
        optional: 'ref chip->dev',
      },
      {
        at: '656:f7f8995c 670:b5856c69 677:44dd6567 690:d1705790 707:377d7cce',
        must: 'mem ibmvtpm; mem ibmvtpm->crq_queue.crq_addr; irq vio_dev->irq',
        optional: 'ref chip->dev',
      },
      {
        at: '716:e2b80e4f',
        may: 'mem ibmvtpm; mem ibmvtpm->crq_queue.crq_addr; irq vio_dev->irq',
        optional: 'ref chip->dev',
      },
      {
        at: '717:31228c6e',
        must: 'mem ibmvtpm',
        may: 'mem ibmvtpm->crq_queue.crq_addr; irq vio_dev->irq',
        optional: 'ref chip->dev',
      },
      {
        at: '718:cc91ac34',
        must: 'mem ibmvtpm; mem ibmvtpm->crq_queue.crq_addr',
        may: 'irq vio_dev->irq',
        optional: 'ref chip->dev',
      },
      { at: '719:3cf54d67', must: 'mem ibmvtpm', may: 'irq vio_dev->irq', optional: 'ref chip->dev' },
      { at: '722:41793ecd', may: 'irq vio_dev->irq', optional: 'ref chip->dev' },
    ]),
  ],
  'drivers/char/tpm/tpm_i2c_infineon.c': [
    stateOf('iic_tpm_write_generic', 204, [
      { at: '217:be165790 222:8e9aa92a 243:c4cc904b 249:fbabe555 252:7a7b9fc0' },
      {
        at: '225:29957496 235:f46dbadd 236:bad997f0 238:a7f2c398 241:c0600518',
        must: 'lock tpm_dev.client->adapter',
      },
    ]),
    stateOf('tpm_tis_i2c_remove', 710, [{ at: '714:7243a5e9 716:766f0958' }]),
  ],
  'drivers/char/tpm/tpm_i2c_nuvoton.c': [
    stateOf('i2c_nuvoton_send', 355, [{ at: '366:d4ba6bdd 387:4ee64098 441:aca79f5f 459:7a7b9fc0' }]),
  ],
  'drivers/char/tpm/tpm_ppi.c': [
    stateOf('tpm_store_ppi_request', 112, [
      { at: '160:08b02da1 163:e668b87d 169:048a7844 172:035ea6d9' },
      { at: '162:898422fa', may: 'mem obj' },
      { at: '165:38a932bb 166:40676621', must: 'mem obj' },
    ]),
  ],
  'drivers/char/tpm/st33zp24/st33zp24.c': [
    stateOf('st33zp24_send', 304, [{ at: '316:61fb47a9 320:3ecd50c2 364:e15cfaf8 378:7a7b9fc0' }]),
  ],
  'drivers/char/tpm/tpm_ftpm_tee.c': [
    stateOf('ftpm_tee_tpm_op_send', 72, [{ at: '111:6883a111 129:9f3237d8 164:7a7b9fc0' }]),
  ],
  'security/keys/trusted-keys/trusted_tpm1.c': [
    stateOf('TSS_sha1', 52, [
      { at: '58:6868ed27 61:56944df9 66:95c52e22' },
      { at: '59:2d081dd6', may: 'mem sdesc' },
      { at: '64:4d543ac5 65:736d9cc8', must: 'mem sdesc' },
    ]),
    stateOf('TSS_rawhmac', 69, [
      { at: '81:56944df9 110:95c52e22' },
      { at: '84:3cf79445 93:ec784ba9 98:5782a3cb 101:ab089694 107:d568505e 109:736d9cc8', must: 'mem sdesc' },
    ]),
    stateOf('TSS_checkhmac1', 171, [
      { at: '193:8d7d08fb 200:7a7b9fc0 210:56944df9 249:95c52e22' },
      { at: '212:2a54167f 229:da610186 239:d0060079 245:6b275486 248:736d9cc8', must: 'mem sdesc' },
    ]),
    stateOf('trusted_tpm_send', 358, [
      { at: '364:8d7d08fb 368:41793ecd' },
      { at: '367:b5856c69', may: 'get chip' },
      { at: '370:e02ddccf 374:49c2e0f8 377:bad997f0 381:58fa093d', must: 'get chip', ops: 'valid' },
      { at: '382:41793ecd', ops: 'maybe-null' },
    ]),
    stateOf('osap', 403, [{ at: '410:c2d704bb 422:4ca2b934 431:7dea0c70' }]),
    stateOf('oiap', 438, [{ at: '446:4ca2b934 450:ab930054 453:7a7b9fc0' }]),
    stateOf('tpm_seal', 469, [
      { at: '489:2cc4d92c 491:ecdf39c5 581:95c52e22' },
      { at: '490:9857a874', may: 'mem td' },
      {
        at: '494:54841f50 496:55cc1094 502:6b1efac9 510:9a67a850 521:a0885f25 527:2e57da92 546:b1efb1b7 558:4ca2b934 575:ed0a4009 580:adbf9de2',
        must: 'mem td',
      },
    ]),
    stateOf('tpm_unseal', 587, [{ at: '605:5bcef1ee 617:65c6461f 649:4ca2b934 667:7a7b9fc0' }]),
    stateOf('key_seal', 673, [
      { at: '681:95c52e22 693:95c52e22' },
      { at: '680:c02994b4', may: 'buf tb' },
      { at: '684:22d08650 686:14ff2551 690:47756020 692:8acb53d9', must: 'buf tb' },
    ]),
    stateOf('key_unseal', 699, [
      { at: '707:95c52e22 718:95c52e22' },
      { at: '709:b50a24bc 712:cb323acc 715:a10b1931 717:8acb53d9', must: 'buf tb' },
    ]),
    stateOf('trusted_tpm_seal', 900, [
      { at: '906:8cb04347 908:04b5966c 912:ecdf39c5 942:95c52e22' },
      { at: '911:b3e52d66', may: 'mem options' },
      {
        at: '914:4f943d30 916:55cc1094 919:df1a525b 925:199381ed 934:b38d1eca 937:55cc1094 941:20c57a28',
        must: 'mem options',
      },
    ]),
    stateOf('trusted_tpm_unseal', 945, [
      { at: '953:04b5966c 957:ecdf39c5 987:95c52e22' },
      { at: '959:4f943d30 970:ec169a4a 972:1f2c7527 979:b38d1eca 986:20c57a28', must: 'mem options' },
    ]),
    stateOf('init_digests', 1029, [
      { at: '1033:b92026cf 1036:ecdf39c5' },
      { at: '1035:98cd7416', may: 'mem digests' },
      { at: '1039:1dca3664 1041:7a7b9fc0', must: 'mem digests' },
    ]),
    stateOf('trusted_tpm_exit', 1071, [{ at: '1073:6b16959f 1075:284a9c85 1077:e7ca2ac4' }]),
  ],
  'security/keys/trusted-keys/trusted_tpm2.c': [
    stateOf(
      'tpm2_load_cmd',
      392,
      [
        { at: '406:20e758d3 409:149a099f' },
        { at: '407:f7f8995c 418:0b44d960 449:42ebd9a9', may: 'mem blob|blob_ref', ops: 'valid' },
        { at: '414:fea037ef', must: 'mem blob|blob_ref', ops: 'valid' },
        { at: '453:1c756d91', may: 'mem blob|blob_ref', ops: 'valid', optional: 'mem chip->auth' },
        { at: '454:f7f8995c', may: 'mem blob|blob_ref; buf buf', ops: 'valid', optional: 'mem chip->auth' },
        {
          at: '459:4a624353 466:9aad1200 470:1446b0ec 478:16bea1a2 485:98e22369',
          must: 'buf buf',
          may: 'mem blob|blob_ref',
          ops: 'valid',
          optional: 'mem chip->auth',
        },
        {
          at: '487:bad997f0 490:41793ecd',
          may: 'mem blob|blob_ref',
          ops: 'valid',
          optional: 'mem chip->auth',
        },
      ],
      'get',
    ),
    stateOf(
      'tpm2_unseal_cmd',
      505,
      [
        {
          at: '515:42ebd9a9 517:41793ecd 521:1446b0ec 592:41793ecd',
          ops: 'valid',
          optional: 'mem chip->auth',
        },
        { at: '520:f7f8995c', may: 'buf buf', ops: 'valid', optional: 'mem chip->auth' },
        {
          at: '525:86ed5fc3 530:c9b8c9c8 545:9db3ab8a 556:6cbda654 565:91c34edc 577:b77864bf 591:98e22369',
          must: 'buf buf',
          ops: 'valid',
          optional: 'mem chip->auth',
        },
      ],
      'get',
    ),
    stateOf('tpm2_unseal_trusted', 604, [
      { at: '611:36575c74 613:41793ecd' },
      { at: '612:b5856c69', may: 'get chip' },
      {
        at: '615:c93ead42 616:b5856c69 619:5f2b3daa 623:58fa093d',
        must: 'get chip',
        ops: 'valid',
        optional: 'mem chip->auth',
      },
      { at: '625:41793ecd', ops: 'maybe-null', optional: 'mem chip->auth' },
    ]),
  ],
  'security/keys/trusted-keys/trusted_core.c': [
    stateOf('trusted_payload_alloc', 124, [
      { at: '132:30ec896c 134:6d813756' },
      { at: '133:208cd9db 138:e2f8c111', may: 'mem p' },
      { at: '136:65b69789', must: 'mem p' },
    ]),
    stateOf('trusted_instantiate', 150, [
      { at: '161:5fa208e7 165:ecdf39c5' },
      { at: '164:a2f5f310', may: 'mem orig_datablob|datablob' },
      { at: '166:ae3204a5 169:9f079ef6 171:4c8f9a1b', must: 'mem orig_datablob|datablob' },
      { at: '170:7653cc22', must: 'mem orig_datablob|datablob', may: 'mem payload' },
      {
        at: '175:3e2d1911 181:0fe6e567 192:fa17e2af 197:0896c839 206:db2eeaf2',
        must: 'mem orig_datablob|datablob; mem payload',
      },
      { at: '211:c85a5648', must: 'mem orig_datablob|datablob', may: 'mem payload' },
      { at: '212:24f033e4 215:53b93e2b', may: 'mem payload' },
      { at: '213:8dc2c554', must: 'mem payload' },
    ]),
    stateOf('trusted_update', 230, [
      { at: '246:6447a786 248:ecdf39c5' },
      { at: '247:a2f5f310', may: 'mem orig_datablob|datablob' },
      { at: '250:59582a71 252:4c8f9a1b 262:55cc1094', must: 'mem orig_datablob|datablob' },
      { at: '251:5048a74a', must: 'mem orig_datablob|datablob', may: 'mem new_p' },
      {
        at: '256:ae3204a5 261:cbc9e89e 266:8589ec5c 272:b4ae81e6 275:cbc9e89e 279:ccf99942',
        must: 'mem orig_datablob|datablob; mem new_p',
      },
      { at: '282:c85a5648', must: 'mem orig_datablob|datablob', optional: 'mem new_p' },
      { at: '283:95c52e22', optional: 'mem new_p' },
    ]),
  ],
  'security/keys/trusted-keys/trusted_dcp.c': [
    stateOf('trusted_dcp_seal', 200, [
      { at: '211:bb1f3488 213:ecdf39c5 240:95c52e22' },
      { at: '212:ca54d4e9', may: 'mem plain_blob_key' },
      { at: '215:0f89ef8b 219:fe67b758 226:1153c357 232:b2c4d2fa 238:658d376b', must: 'mem plain_blob_key' },
    ]),
    stateOf('trusted_dcp_unseal', 243, [
      { at: '257:5a5ac5ca 271:bb1f3488 273:4c8f9a1b 297:95c52e22' },
      { at: '272:4446886e 292:4be424ed', may: 'mem plain_blob_key' },
      { at: '277:2e2f0577 283:ed3a4e8d 290:193a3a3e 293:c11e77bc 294:658d376b', must: 'mem plain_blob_key' },
    ]),
  ],
};
