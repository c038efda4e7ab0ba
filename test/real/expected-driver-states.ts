import type { ExpectedFunction } from './expected-states';

/** Event log, drivers and trusted keys. The notation is explained in expected-states.ts. */
export const expectedDrivers: readonly ExpectedFunction[] = [
  {
    file: 'drivers/char/tpm/eventlog/common.c',
    function: 'tpm_bios_measurements_release',
    start: 57,
    rows: [{ at: '63:284a9c85 65:957aea09' }],
  },
  {
    file: 'drivers/char/tpm/eventlog/acpi.c',
    function: 'tpm_read_log_acpi',
    start: 72,
    rows: [
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
    ],
  },
  {
    file: 'drivers/char/tpm/eventlog/efi.c',
    function: 'tpm_read_log_efi',
    start: 17,
    rows: [
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
    ],
  },
  {
    file: 'drivers/char/tpm/eventlog/of.c',
    function: 'tpm_read_log_memory_region',
    start: 25,
    rows: [
      { at: '31:de6d586d 33:8d7d08fb 37:b5856c69 38:41793ecd' },
      { at: '32:d0aeeb6b', may: 'ref node' },
      { at: '35:1abf0177 36:32ab07f3', must: 'ref node' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm_tis_core.c',
    function: 'tpm_tis_relinquish_locality',
    start: 184,
    rows: [
      { at: '188:17a582b7 194:7a7b9fc0' },
      { at: '189:33ceb49b 190:fb776612 191:df77aaa8 192:067c89fc', must: 'lock priv->locality_count_mutex' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm_tis_core.c',
    function: 'tpm_tis_send_main',
    start: 552,
    rows: [{ at: '561:1060f021 578:8fe7d714 593:7a7b9fc0 595:d7f4c110' }],
  },
  {
    file: 'drivers/char/tpm/tpm_tis_core.c',
    function: 'tis_int_handler',
    start: 869,
    rows: [
      { at: '876:b36330d1 893:d10fdb9d 896:7e476dd3 899:1fccaf24 900:122e2462' },
      { at: '894:bfcdd6a0 895:aacd02a0', may: 'locality chip' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm_tis_core.c',
    function: 'tpm_tis_resume',
    start: 1357,
    rows: [
      { at: '1362:7288d628 1364:95c52e22 1378:939d80cc 1382:7a7b9fc0' },
      { at: '1363:c02994b4', may: 'power chip' },
      { at: '1366:bf67371f 1367:c5c3ea96 1374:2214a894 1376:35d72944', must: 'power chip' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm_tis_spi_main.c',
    function: 'tpm_tis_spi_transfer_full',
    start: 141,
    rows: [
      { at: '150:02dd404a 215:95c52e22' },
      {
        at: '153:bdcece57 168:637f7c60 170:877356f3 195:877356f3 206:0cb679db 211:e41557f5 214:2ef174fb',
        must: 'lock phy->spi_device->controller',
      },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm_tis_spi_main.c',
    function: 'tpm_tis_spi_transfer_half',
    start: 81,
    rows: [{ at: '126:b3af350c 138:95c52e22' }],
  },
  {
    file: 'drivers/char/tpm/tpm_tis_i2c_cr50.c',
    function: 'tpm_cr50_i2c_write',
    start: 245,
    rows: [
      { at: '257:0e2085d8 264:0acc85d4 281:7e476dd3 284:7a7b9fc0' },
      {
        at: '267:51af38f2 270:6753a12d 272:55cc1094 275:c6f8a100 278:08cf62ea 279:4bc7329b',
        must: 'lock client->adapter',
      },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm_tis_i2c_cr50.c',
    function: 'tpm_cr50_release_locality',
    start: 316,
    rows: [{ at: '322:2389285c 327:c66d96f1' }],
  },
  {
    file: 'drivers/char/tpm/tpm_tis.c',
    function: 'check_acpi_tpm2',
    start: 138,
    rows: [
      { at: '146:7a7b9fc0 151:5165b0f4 162:95c52e22' },
      { at: '152:d1dbaf8f 153:43aa44cd 154:5fa208e7', may: 'ref tbl' },
      { at: '158:1f62d6a2 159:45c6ff47 161:be9cfa79', must: 'ref tbl' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm_crb.c',
    function: '__crb_request_locality',
    start: 255,
    rows: [{ at: '261:2dab9a74 264:bfbe449a 268:26aa7c18 271:7a7b9fc0' }],
  },
  {
    file: 'drivers/char/tpm/tpm_vtpm_proxy.c',
    function: 'vtpm_proxy_fops_write',
    start: 127,
    rows: [
      { at: '132:4c3cff57 136:6d1ae226 142:ef7baa1e 151:a8c90bf4 158:e2802d76 160:27bb6539' },
      {
        at: '134:811b90f2 135:7ec67a02 139:01a21a25 141:7ec67a02 145:c6dec5ec 149:026cfefe 150:7ec67a02 154:16826862 156:7ec67a02',
        must: 'lock proxy_dev->buf_lock',
      },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm_vtpm_proxy.c',
    function: 'vtpm_proxy_fops_poll',
    start: 171,
    rows: [
      { at: '176:731128ea 180:4c3cff57 190:95c52e22' },
      { at: '182:1bd874a8 183:92482cb7 185:c33be1bd 188:7ec67a02', must: 'lock proxy_dev->buf_lock' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm_vtpm_proxy.c',
    function: 'vtpm_proxy_fops_undo_open',
    start: 213,
    rows: [
      { at: '215:4c3cff57 222:e2802d76' },
      { at: '217:e2a14064 219:7ec67a02', must: 'lock proxy_dev->buf_lock' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm_vtpm_proxy.c',
    function: 'vtpm_proxy_fops_release',
    start: 233,
    rows: [{ at: '237:6de3c9a0 239:441c7645 241:7a7b9fc0' }],
  },
  {
    file: 'drivers/char/tpm/tpm_vtpm_proxy.c',
    function: 'vtpm_proxy_tpm_op_send',
    start: 329,
    rows: [
      { at: '333:b8e77848 344:4c3cff57 348:6d1ae226 360:e2802d76 362:7a7b9fc0' },
      {
        at: '346:811b90f2 347:7ec67a02 351:d404705e 356:c6dec5ec 358:7ec67a02',
        must: 'lock proxy_dev->buf_lock',
      },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm_vtpm_proxy.c',
    function: 'vtpm_proxy_create_proxy_dev',
    start: 486,
    rows: [
      { at: '492:94c223b5 494:6a86c8b4 514:f9e30182' },
      { at: '493:8aa329be', may: 'mem proxy_dev' },
      { at: '496:61bd3af1 500:da8e3bc1 502:4b795689 512:160c8a4a', must: 'mem proxy_dev' },
      { at: '501:d7f9d5d9', must: 'mem proxy_dev', may: 'ref chip->dev' },
      {
        at: '505:3c863596 507:b184a9bc 509:6316e7f7',
        must: 'mem proxy_dev; ref chip->dev|proxy_dev->chip->dev',
      },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm_vtpm_proxy.c',
    function: 'vtpm_proxy_delete_device',
    start: 590,
    rows: [{ at: '592:6655d343 599:38d3f159 602:44401e95 604:2f45cfe0' }],
  },
  {
    file: 'drivers/char/tpm/tpm_vtpm_proxy.c',
    function: 'vtpmx_ioc_new_dev',
    start: 623,
    rows: [{ at: '631:8904559b 636:e76c5c00 640:d72f5b8d 642:09797cbe' }],
  },
  {
    file: 'drivers/char/tpm/xen-tpmfront.c',
    function: 'tpmfront_remove',
    start: 363,
    rows: [{ at: '367:7243a5e9 368:0939744a 369:0178e030' }],
  },
  {
    file: 'drivers/char/tpm/tpm_ibmvtpm.c',
    function: 'tpm_ibmvtpm_recv',
    start: 105,
    rows: [
      { at: '110:158a002e 115:3f0270cc 124:0e708b9e 129:8ef9260c' },
      { at: '125:d02e1f64 127:e4f31377 128:17586d1c', must: 'lock ibmvtpm->rtce_lock' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm_ibmvtpm.c',
    function: 'tpm_ibmvtpm_remove',
    start: 343,
    rows: [{ at: '349:7243a5e9 351:5229e8da 361:25ba2694 366:87cdc7b6 369:3cf54d67 371:653affdc' }],
  },
  {
    file: 'drivers/char/tpm/tpm_ibmvtpm.c',
    function: 'tpm_ibmvtpm_suspend',
    start: 405,
    rows: [{ at: '411:ed501470 417:41793ecd' }],
  },
  {
    file: 'drivers/char/tpm/tpm_ibmvtpm.c',
    function: 'tpm_ibmvtpm_probe',
    start: 598,
    rows: [
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
    ],
  },
  {
    file: 'drivers/char/tpm/tpm_i2c_infineon.c',
    function: 'iic_tpm_write_generic',
    start: 204,
    rows: [
      { at: '217:be165790 222:8e9aa92a 243:c4cc904b 249:fbabe555 252:7a7b9fc0' },
      {
        at: '225:29957496 235:f46dbadd 236:bad997f0 238:a7f2c398 241:c0600518',
        must: 'lock tpm_dev.client->adapter',
      },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm_i2c_infineon.c',
    function: 'tpm_tis_i2c_remove',
    start: 710,
    rows: [{ at: '714:7243a5e9 716:766f0958' }],
  },
  {
    file: 'drivers/char/tpm/tpm_i2c_nuvoton.c',
    function: 'i2c_nuvoton_send',
    start: 355,
    rows: [{ at: '366:d4ba6bdd 388:fa7fc8b3 441:aca79f5f 459:7a7b9fc0' }],
  },
  {
    file: 'drivers/char/tpm/tpm_ppi.c',
    function: 'tpm_store_ppi_request',
    start: 112,
    rows: [
      { at: '160:08b02da1 163:e668b87d 169:048a7844 172:035ea6d9' },
      { at: '162:898422fa', may: 'mem obj' },
      { at: '165:38a932bb 166:40676621', must: 'mem obj' },
    ],
  },
  {
    file: 'drivers/char/tpm/st33zp24/st33zp24.c',
    function: 'st33zp24_send',
    start: 304,
    rows: [{ at: '316:61fb47a9 320:3ecd50c2 364:e15cfaf8 378:7a7b9fc0' }],
  },
  {
    file: 'drivers/char/tpm/tpm_ftpm_tee.c',
    function: 'ftpm_tee_tpm_op_send',
    start: 72,
    rows: [{ at: '111:6883a111 129:9f3237d8 164:7a7b9fc0' }],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm1.c',
    function: 'TSS_sha1',
    start: 52,
    rows: [
      { at: '58:6868ed27 61:56944df9 66:95c52e22' },
      { at: '59:2d081dd6', may: 'mem sdesc' },
      { at: '64:4d543ac5 65:736d9cc8', must: 'mem sdesc' },
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm1.c',
    function: 'TSS_rawhmac',
    start: 69,
    rows: [
      { at: '81:56944df9 110:95c52e22' },
      { at: '84:3cf79445 93:ec784ba9 98:5782a3cb 101:ab089694 107:d568505e 109:736d9cc8', must: 'mem sdesc' },
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm1.c',
    function: 'TSS_checkhmac1',
    start: 171,
    rows: [
      { at: '193:8d7d08fb 200:7a7b9fc0 210:56944df9 249:95c52e22' },
      { at: '212:2a54167f 229:da610186 239:d0060079 245:6b275486 248:736d9cc8', must: 'mem sdesc' },
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm1.c',
    function: 'trusted_tpm_send',
    start: 358,
    rows: [
      { at: '364:8d7d08fb 368:41793ecd' },
      { at: '367:b5856c69', may: 'get chip' },
      { at: '370:e02ddccf 374:49c2e0f8 377:bad997f0 381:58fa093d', must: 'get chip', ops: 'valid' },
      { at: '382:41793ecd', ops: 'maybe-null' },
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm1.c',
    function: 'osap',
    start: 403,
    rows: [{ at: '410:c2d704bb 422:4ca2b934 431:7dea0c70' }],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm1.c',
    function: 'oiap',
    start: 438,
    rows: [{ at: '446:4ca2b934 450:ab930054 453:7a7b9fc0' }],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm1.c',
    function: 'tpm_seal',
    start: 469,
    rows: [
      { at: '489:2cc4d92c 491:ecdf39c5 581:95c52e22' },
      { at: '490:9857a874', may: 'mem td' },
      {
        at: '494:54841f50 496:55cc1094 502:6b1efac9 510:9a67a850 521:a0885f25 527:2e57da92 546:b1efb1b7 558:4ca2b934 575:ed0a4009 580:adbf9de2',
        must: 'mem td',
      },
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm1.c',
    function: 'tpm_unseal',
    start: 587,
    rows: [{ at: '605:5bcef1ee 617:65c6461f 649:4ca2b934 667:7a7b9fc0' }],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm1.c',
    function: 'key_seal',
    start: 673,
    rows: [
      { at: '681:95c52e22 693:95c52e22' },
      { at: '680:c02994b4', may: 'buf tb' },
      { at: '684:22d08650 686:14ff2551 690:47756020 692:8acb53d9', must: 'buf tb' },
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm1.c',
    function: 'key_unseal',
    start: 699,
    rows: [
      { at: '707:95c52e22 718:95c52e22' },
      { at: '709:b50a24bc 712:cb323acc 715:a10b1931 717:8acb53d9', must: 'buf tb' },
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm1.c',
    function: 'trusted_tpm_seal',
    start: 900,
    rows: [
      { at: '906:8cb04347 908:04b5966c 912:ecdf39c5 942:95c52e22' },
      { at: '911:b3e52d66', may: 'mem options' },
      {
        at: '914:4f943d30 916:55cc1094 919:df1a525b 925:199381ed 934:b38d1eca 937:55cc1094 941:20c57a28',
        must: 'mem options',
      },
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm1.c',
    function: 'trusted_tpm_unseal',
    start: 945,
    rows: [
      { at: '953:04b5966c 957:ecdf39c5 987:95c52e22' },
      { at: '959:4f943d30 970:ec169a4a 972:1f2c7527 979:b38d1eca 986:20c57a28', must: 'mem options' },
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm1.c',
    function: 'init_digests',
    start: 1029,
    rows: [
      { at: '1033:b92026cf 1036:ecdf39c5' },
      { at: '1035:98cd7416', may: 'mem digests' },
      { at: '1039:1dca3664 1041:7a7b9fc0', must: 'mem digests' },
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm1.c',
    function: 'trusted_tpm_exit',
    start: 1071,
    rows: [{ at: '1073:6b16959f 1075:284a9c85 1077:e7ca2ac4' }],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm2.c',
    function: 'tpm2_load_cmd',
    start: 392,
    entry: 'get',
    rows: [
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
      { at: '487:bad997f0 490:41793ecd', may: 'mem blob|blob_ref', ops: 'valid', optional: 'mem chip->auth' },
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm2.c',
    function: 'tpm2_unseal_cmd',
    start: 505,
    entry: 'get',
    rows: [
      { at: '515:42ebd9a9 517:41793ecd 521:1446b0ec 592:41793ecd', ops: 'valid', optional: 'mem chip->auth' },
      { at: '520:f7f8995c', may: 'buf buf', ops: 'valid', optional: 'mem chip->auth' },
      {
        at: '525:86ed5fc3 530:c9b8c9c8 545:9db3ab8a 556:6cbda654 565:91c34edc 577:b77864bf 591:98e22369',
        must: 'buf buf',
        ops: 'valid',
        optional: 'mem chip->auth',
      },
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_tpm2.c',
    function: 'tpm2_unseal_trusted',
    start: 604,
    rows: [
      { at: '611:36575c74 613:41793ecd' },
      { at: '612:b5856c69', may: 'get chip' },
      {
        at: '615:c93ead42 616:b5856c69 619:5f2b3daa 623:58fa093d',
        must: 'get chip',
        ops: 'valid',
        optional: 'mem chip->auth',
      },
      { at: '625:41793ecd', ops: 'maybe-null', optional: 'mem chip->auth' },
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_core.c',
    function: 'trusted_payload_alloc',
    start: 124,
    rows: [
      { at: '132:30ec896c 134:6d813756' },
      { at: '133:208cd9db 138:e2f8c111', may: 'mem p' },
      { at: '136:65b69789', must: 'mem p' },
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_core.c',
    function: 'trusted_instantiate',
    start: 150,
    rows: [
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
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_core.c',
    function: 'trusted_update',
    start: 230,
    rows: [
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
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_dcp.c',
    function: 'trusted_dcp_seal',
    start: 200,
    rows: [
      { at: '211:bb1f3488 213:ecdf39c5 240:95c52e22' },
      { at: '212:ca54d4e9', may: 'mem plain_blob_key' },
      { at: '215:0f89ef8b 219:fe67b758 226:1153c357 232:b2c4d2fa 238:658d376b', must: 'mem plain_blob_key' },
    ],
  },
  {
    file: 'security/keys/trusted-keys/trusted_dcp.c',
    function: 'trusted_dcp_unseal',
    start: 243,
    rows: [
      { at: '257:5a5ac5ca 271:bb1f3488 273:4c8f9a1b 297:95c52e22' },
      { at: '272:4446886e 292:4be424ed', may: 'mem plain_blob_key' },
      { at: '277:2e2f0577 283:ed3a4e8d 290:193a3a3e 293:c11e77bc 294:658d376b', must: 'mem plain_blob_key' },
    ],
  },
];
