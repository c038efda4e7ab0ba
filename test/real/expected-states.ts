import { type ExpectedStates, stateOf } from './expected-state';

/** The core: chip, commands, spaces, sessions, character devices, sysfs. */
export const expectedCore: ExpectedStates = {
  'drivers/char/tpm/tpm-chip.c': [
    stateOf('tpm_put_ops', 197, [
      { at: '199:35d72944 200:7575e697 201:6024d799', ops: 'valid' },
      { at: '202:284a9c85', ops: 'maybe-null' },
    ]),
    stateOf('tpm_default_chip', 209, [
      { at: '215:a07419b4' },
      { at: '218:61f6d2ba 219:72b8427c 220:6b16959f 221:7be176b0', must: 'lock idr_lock' },
      { at: '222:99639074 223:db2eeaf2', must: 'lock idr_lock; ref chip->dev', ops: 'maybe-null' },
      { at: '227:33892061', must: 'lock idr_lock', may: 'ref chip->dev' },
      { at: '229:e2f1410f', may: 'ref chip->dev' },
    ]),
    stateOf('tpm_dev_release', 275, [
      { at: '279:a07419b4 283:28364456 288:102d7b59' },
      { at: '280:35afea78 281:33892061', must: 'lock idr_lock' },
    ]),
    stateOf('tpmm_chip_alloc', 402, [
      { at: '408:bdc9ce8b 410:d3c1426c' },
      { at: '409:0cb3d5e8', may: 'ref chip->dev' },
      { at: '412:cc086fae', must: 'ref chip->dev', ops: 'valid' },
    ]),
    stateOf('tpm_del_char_device', 455, [
      { at: '457:e0e74c2c 465:ae09aa44', ops: 'maybe-null' },
      { at: '461:ba540d49 462:33892061', must: 'lock idr_lock', ops: 'maybe-null' },
      { at: '472:6464063d', must: 'lock chip->ops_sem write', ops: 'maybe-null' },
      { at: '473:2a72f4b1 474:296f44b7 479:908e6f9b', must: 'lock chip->ops_sem write', ops: 'valid' },
      { at: '475:764b2a44 476:35d72944', must: 'lock chip->ops_sem write; power chip', ops: 'valid' },
      { at: '481:9878549c', must: 'lock chip->ops_sem write', ops: 'null' },
    ]),
    stateOf('tpm_chip_bootstrap', 583, [
      { at: '590:6182e12c 592:41793ecd 606:759259bc 608:41793ecd' },
      { at: '591:b5856c69', may: 'power chip' },
      { at: '594:cbdf3e4e 595:b5856c69 598:588edb7d 600:35d72944', must: 'power chip' },
    ]),
    stateOf('tpm_chip_unregister', 676, [
      { at: '681:36575c74 688:3c0e8d85 694:a6370ea2', ops: 'maybe-null' },
      { at: '682:e8eeb6d3', may: 'get chip' },
      { at: '683:1446b0ec 684:58fa093d', must: 'get chip', ops: 'valid' },
    ]),
  ],
  'drivers/char/tpm/tpm-interface.c': [
    stateOf('tpm_transmit', 153, [{ at: '173:77955d4b 194:8490ac9c 198:95c52e22' }]),
    stateOf('tpm_transmit_cmd', 213, [{ at: '220:6eb6756c 236:7a7b9fc0' }]),
    stateOf('tpm_is_tpm2', 261, [
      { at: '265:229076ed 267:8d7d08fb' },
      { at: '266:53a659e0', may: 'get chip' },
      { at: '269:3e4b38bc 271:58fa093d', must: 'get chip', ops: 'valid' },
      { at: '273:41793ecd', ops: 'maybe-null' },
    ]),
    stateOf('tpm_pcr_read', 285, [
      { at: '291:53a659e0', may: 'get chip' },
      { at: '292:8d7d08fb' },
      { at: '294:40d4a99a 295:f4e617de 297:285d7c5e 299:58fa093d', must: 'get chip', ops: 'valid' },
      { at: '300:41793ecd', ops: 'maybe-null' },
    ]),
  ],
  'drivers/char/tpm/tpm-dev-common.c': [
    stateOf(
      'tpm_dev_transmit',
      24,
      [
        {
          at: '30:40d4a99a 33:4aa7dfb6 44:c02994b4 47:0edcd408 51:24f033e4 52:20c83c55 54:39c8d925 57:ec11d0a6',
          ops: 'valid',
        },
      ],
      'get; lock buffer_mutex',
    ),
    stateOf('tpm_dev_async_work', 60, [
      { at: '66:e284e0a5' },
      { at: '67:e93f6823 68:a110062f 70:f7e9f37b 83:fde3bb5f 85:70f775d5', must: 'lock priv->buffer_mutex' },
      { at: '69:a6ce7696', must: 'lock priv->buffer_mutex', may: 'get priv->chip' },
      { at: '74:c602889f 76:29a72a81', must: 'lock priv->buffer_mutex; get priv->chip', ops: 'valid' },
      { at: '88:3507196b', must: 'lock priv->buffer_mutex', may: 'work priv->user_read_timer' },
      { at: '89:4dd33ddc', may: 'work priv->user_read_timer' },
    ]),
    stateOf('tpm_common_open', 115, [{ at: '118:7e6d2f6d 127:212c5b04' }]),
    stateOf('tpm_common_read', 130, [
      { at: '137:20438c91 138:7a7b9fc0 140:e284e0a5 170:d112a28a' },
      {
        at: '142:0d2067bd 145:ddac2bc6 146:ab98f663 151:50aa70d4 153:72ae7960 158:b582085d 164:4a2a271c 166:b6e64a7e 169:3507196b',
        must: 'lock priv->buffer_mutex',
      },
    ]),
    stateOf('tpm_common_release', 270, [{ at: '272:5146cc80 275:06b55fcd 276:1090d941' }]),
  ],
  'drivers/char/tpm/tpm-dev.c': [
    stateOf('tpm_release', 49, [{ at: '53:dc723e5d 54:7af9b0cf 55:2462f512 57:7a7b9fc0' }]),
  ],
  'drivers/char/tpm/tpmrm-dev.c': [
    stateOf('tpmrm_open', 13, [
      { at: '20:102e2b1c 22:ecdf39c5 27:ecdf39c5' },
      { at: '21:6e7cac1c', may: 'mem priv' },
      { at: '24:fc761e71 26:2462f512', must: 'mem priv' },
      {
        at: '25:f7f8995c',
        must: 'mem priv',
        may: 'mem priv->space.context_buf; mem priv->space.session_buf',
      },
      {
        at: '30:5380b6b3 32:95a8bc9e',
        must: 'mem priv; mem priv->space.context_buf; mem priv->space.session_buf',
      },
    ]),
  ],
  'drivers/char/tpm/tpm-sysfs.c': [
    stateOf('owned_show', 161, [
      { at: '168:a524609e 169:7a7b9fc0' },
      { at: '171:85475bbb 174:12ecef47 176:2ff49407 178:58fa093d', must: 'get chip|dev', ops: 'valid' },
      { at: '179:41793ecd', ops: 'maybe-null' },
    ]),
    stateOf('caps_show', 205, [
      { at: '214:a524609e 215:7a7b9fc0' },
      {
        at: '217:d3a0467f 226:b10477f0 234:18baf5fb 243:262e8e5d 248:3c84f099 251:58fa093d',
        must: 'get chip|dev',
        ops: 'valid',
      },
      { at: '252:41793ecd', ops: 'maybe-null' },
    ]),
    stateOf('cancel_store', 256, [
      { at: '261:a524609e 262:7a7b9fc0' },
      { at: '264:dce71bd2 265:58fa093d', must: 'get chip|dev', ops: 'valid' },
      { at: '266:27bb6539', ops: 'maybe-null' },
    ]),
    stateOf('pcr_value_show', 366, [{ at: '378:4f3024ac 386:fbc0355d 388:41793ecd 393:814ccc62' }]),
  ],
  'drivers/char/tpm/tpm1-cmd.c': [
    stateOf('tpm1_pcr_extend', 463, [
      { at: '469:9b13562c 471:41793ecd 478:41793ecd' },
      { at: '470:b5856c69', may: 'buf buf' },
      { at: '473:da41b492 476:248297fc 477:98e22369', must: 'buf buf' },
    ]),
    stateOf('tpm1_getcap', 482, [
      { at: '490:41793ecd 510:41793ecd' },
      { at: '492:fd0460d6 497:456964e6 506:de3e0c18 508:b7a33901 509:98e22369', must: 'buf buf' },
    ]),
    stateOf('tpm1_pcr_read', 584, [
      { at: '590:b5856c69', may: 'buf buf' },
      { at: '591:41793ecd 609:41793ecd' },
      { at: '597:b5856c69 600:db4cd680 605:3045bd7e 608:98e22369', must: 'buf buf' },
    ]),
    stateOf('tpm1_continue_selftest', 620, [
      { at: '629:04cf0202 630:98e22369', must: 'buf buf' },
      { at: '631:41793ecd' },
    ]),
    stateOf('tpm1_pm_suspend', 742, [
      { at: '751:44db236c 755:007bcecf 757:41793ecd 787:41793ecd' },
      { at: '756:b5856c69', may: 'buf buf' },
      { at: '760:e7599aa1 771:0537b0f2 775:852243ee 778:b5856c69 785:98e22369', must: 'buf buf' },
    ]),
  ],
  'drivers/char/tpm/tpm2-cmd.c': [
    stateOf('tpm2_pcr_read', 168, [
      { at: '180:5fa208e7 188:5fa208e7 193:bf88efa8 195:41793ecd 223:41793ecd' },
      { at: '194:b5856c69', may: 'buf buf' },
      {
        at: '197:baa36834 205:e93c630d 211:e0849b7a 213:82d5e4a1 217:60c6cd3d 222:98e22369',
        must: 'buf buf',
      },
    ]),
    stateOf('tpm2_flush_context', 392, [
      { at: '397:8dd4e8e4 399:d2513f26 401:8ed85277' },
      { at: '398:f7f8995c', may: 'buf buf' },
      { at: '404:bbc13e5a 406:57262752 407:98e22369', must: 'buf buf' },
    ]),
    stateOf('tpm2_get_tpm_pt', 430, [
      { at: '439:41793ecd 459:41793ecd' },
      { at: '444:e8eeb6d3 453:9e868c02 456:480f77da 458:98e22369', must: 'buf buf' },
    ]),
    stateOf('tpm2_shutdown', 473, [
      { at: '479:b5856c69', may: 'buf buf' },
      { at: '480:8ed85277' },
      { at: '481:623b376b 483:98e22369', must: 'buf buf' },
    ]),
    stateOf('tpm2_probe', 536, [
      { at: '550:28ef8337 553:1775b826 555:98e22369', must: 'buf buf' },
      { at: '556:7a7b9fc0' },
    ]),
    stateOf('tpm2_get_cc_attrs_tbl', 669, [
      {
        at: '678:93dbee7e 696:55cc1094 705:55cc1094 712:55cc1094 732:bad997f0 734:41793ecd',
        optional: 'mem chip->cc_attrs_tbl',
      },
      { at: '695:b5856c69', may: 'buf buf', optional: 'mem chip->cc_attrs_tbl' },
      {
        at: '698:78945738 703:f7f8995c 704:98e22369 708:e264cf48 711:98e22369 719:9cd76aa3 729:98e22369',
        must: 'buf buf',
        optional: 'mem chip->cc_attrs_tbl',
      },
    ]),
  ],
  'drivers/char/tpm/tpm2-sessions.c': [
    stateOf('tpm2_read_public', 167, [
      { at: '177:f2728ba5 183:41793ecd 190:1536d28e 202:ef7baa1e 210:ef7baa1e 220:598c256b' },
      { at: '182:b5856c69', may: 'buf buf' },
      {
        at: '185:bbc13e5a 189:98e22369 200:a20c923b 201:98e22369 209:98e22369 218:89f12352 219:98e22369',
        must: 'buf buf',
      },
    ]),
    stateOf('tpm2_end_auth_session', 958, [{ at: '962:7f8b6066 965:abed2446 967:8ffdfbbc' }]),
    stateOf('tpm2_load_null', 999, [{ at: '1006:660f95e2 1015:40775368 1027:a4c2b852 1035:41793ecd' }]),
  ],
  'drivers/char/tpm/tpm2-space.c': [
    stateOf('tpm2_del_space', 59, [
      { at: '62:5154cfa5 67:b6300eef 68:14e0e5bc', ops: 'maybe-null' },
      { at: '63:e73a57de 64:58fa093d', must: 'get chip', ops: 'valid' },
    ]),
    stateOf(
      'tpm2_commit_space',
      540,
      [{ at: '549:bcd50b5e 561:4056c4bf 567:119585be 580:e37bfa61', ops: 'valid' }],
      'get; lock buffer_mutex',
    ),
    stateOf('tpm_devs_remove', 599, [{ at: '601:c6eeb1c7 602:4039f0f3' }]),
  ],
  'drivers/char/tpm/tpm-buf.c': [
    stateOf('tpm_buf_init_sized', 57, [
      { at: '59:165d4aeb 61:ecdf39c5' },
      { at: '60:0540f105', may: 'mem buf->data' },
      { at: '63:b5e48972 64:7a7b9fc0', must: 'mem buf->data' },
    ]),
  ],
};
