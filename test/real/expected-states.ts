import type { OpsState } from '../../server/src/features/reports';

/**
 * State before lines of Linux 6.12, written by reading the source; no tool produced it. A line is `number:hash`, the
 * hash being the first eight digits of the SHA-1 of the trimmed line, so that the table follows a later point release.
 *
 * Holds are `kind object [mode]`, separated by `;`. `get chip` is all that `tpm_try_get_ops()` takes, `a|b` accepts
 * either name. Not compared: registrations, what the device core releases (devm), and where a hold was taken.
 */
export interface ExpectedFunction {
  readonly file: string;
  readonly function: string;
  /** Line of the function's name. */
  readonly start: number;
  /** Held on every way in, by last component. */
  readonly entry?: string;
  readonly rows: readonly ExpectedRow[];
}

export interface ExpectedRow {
  readonly at: string;
  readonly must?: string;
  readonly may?: string;
  /** Compared only where it is written. */
  readonly ops?: OpsState;
  /** Right when reported, not required. */
  readonly optional?: string;
}

/** The core: chip, commands, spaces, sessions, character devices, sysfs. */
export const expectedCore: readonly ExpectedFunction[] = [
  {
    file: 'drivers/char/tpm/tpm-chip.c',
    function: 'tpm_put_ops',
    start: 197,
    rows: [
      { at: '199:35d72944 200:7575e697 201:6024d799', ops: 'valid' },
      { at: '202:284a9c85', ops: 'maybe-null' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-chip.c',
    function: 'tpm_default_chip',
    start: 209,
    rows: [
      { at: '215:a07419b4' },
      { at: '218:61f6d2ba 219:72b8427c 220:6b16959f 221:7be176b0', must: 'lock idr_lock' },
      { at: '222:99639074 223:db2eeaf2', must: 'lock idr_lock; ref chip->dev', ops: 'maybe-null' },
      { at: '227:33892061', must: 'lock idr_lock', may: 'ref chip->dev' },
      { at: '229:e2f1410f', may: 'ref chip->dev' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-chip.c',
    function: 'tpm_dev_release',
    start: 275,
    rows: [
      { at: '279:a07419b4 283:28364456 288:102d7b59' },
      { at: '280:35afea78 281:33892061', must: 'lock idr_lock' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-chip.c',
    function: 'tpmm_chip_alloc',
    start: 402,
    rows: [
      { at: '408:bdc9ce8b 410:d3c1426c' },
      { at: '409:0cb3d5e8', may: 'ref chip->dev' },
      { at: '412:cc086fae', must: 'ref chip->dev', ops: 'valid' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-chip.c',
    function: 'tpm_del_char_device',
    start: 455,
    rows: [
      { at: '457:e0e74c2c 465:ae09aa44', ops: 'maybe-null' },
      { at: '461:ba540d49 462:33892061', must: 'lock idr_lock', ops: 'maybe-null' },
      { at: '472:6464063d', must: 'lock chip->ops_sem write', ops: 'maybe-null' },
      { at: '473:2a72f4b1 474:296f44b7 479:908e6f9b', must: 'lock chip->ops_sem write', ops: 'valid' },
      { at: '475:764b2a44 476:35d72944', must: 'lock chip->ops_sem write; power chip', ops: 'valid' },
      { at: '481:9878549c', must: 'lock chip->ops_sem write', ops: 'null' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-chip.c',
    function: 'tpm_chip_bootstrap',
    start: 583,
    rows: [
      { at: '590:6182e12c 592:41793ecd 606:759259bc 608:41793ecd' },
      { at: '591:b5856c69', may: 'power chip' },
      { at: '594:cbdf3e4e 595:b5856c69 598:588edb7d 600:35d72944', must: 'power chip' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-chip.c',
    function: 'tpm_chip_unregister',
    start: 676,
    rows: [
      { at: '681:36575c74 688:3c0e8d85 694:a6370ea2', ops: 'maybe-null' },
      { at: '682:e8eeb6d3', may: 'get chip' },
      { at: '683:1446b0ec 684:58fa093d', must: 'get chip', ops: 'valid' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-interface.c',
    function: 'tpm_transmit',
    start: 153,
    rows: [{ at: '173:77955d4b 194:8490ac9c 198:95c52e22' }],
  },
  {
    file: 'drivers/char/tpm/tpm-interface.c',
    function: 'tpm_transmit_cmd',
    start: 213,
    rows: [{ at: '220:6eb6756c 236:7a7b9fc0' }],
  },
  {
    file: 'drivers/char/tpm/tpm-interface.c',
    function: 'tpm_is_tpm2',
    start: 261,
    rows: [
      { at: '265:229076ed 267:8d7d08fb' },
      { at: '266:53a659e0', may: 'get chip' },
      { at: '269:3e4b38bc 271:58fa093d', must: 'get chip', ops: 'valid' },
      { at: '273:41793ecd', ops: 'maybe-null' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-interface.c',
    function: 'tpm_pcr_read',
    start: 285,
    rows: [
      { at: '291:53a659e0', may: 'get chip' },
      { at: '292:8d7d08fb' },
      { at: '294:40d4a99a 295:f4e617de 297:285d7c5e 299:58fa093d', must: 'get chip', ops: 'valid' },
      { at: '300:41793ecd', ops: 'maybe-null' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-dev-common.c',
    function: 'tpm_dev_transmit',
    start: 24,
    entry: 'get; lock buffer_mutex',
    rows: [
      {
        at: '30:40d4a99a 33:4aa7dfb6 44:c02994b4 47:0edcd408 51:24f033e4 52:20c83c55 54:39c8d925 57:ec11d0a6',
        ops: 'valid',
      },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-dev-common.c',
    function: 'tpm_dev_async_work',
    start: 60,
    rows: [
      { at: '66:e284e0a5' },
      { at: '67:e93f6823 68:a110062f 70:f7e9f37b 83:fde3bb5f 85:70f775d5', must: 'lock priv->buffer_mutex' },
      { at: '69:a6ce7696', must: 'lock priv->buffer_mutex', may: 'get priv->chip' },
      { at: '74:c602889f 76:29a72a81', must: 'lock priv->buffer_mutex; get priv->chip', ops: 'valid' },
      { at: '88:3507196b', must: 'lock priv->buffer_mutex', may: 'work priv->user_read_timer' },
      { at: '89:4dd33ddc', may: 'work priv->user_read_timer' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-dev-common.c',
    function: 'tpm_common_open',
    start: 115,
    rows: [{ at: '118:7e6d2f6d 127:212c5b04' }],
  },
  {
    file: 'drivers/char/tpm/tpm-dev-common.c',
    function: 'tpm_common_read',
    start: 130,
    rows: [
      { at: '137:20438c91 138:7a7b9fc0 140:e284e0a5 170:d112a28a' },
      {
        at: '142:0d2067bd 145:ddac2bc6 146:ab98f663 151:50aa70d4 153:72ae7960 158:b582085d 164:4a2a271c 166:b6e64a7e 169:3507196b',
        must: 'lock priv->buffer_mutex',
      },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-dev-common.c',
    function: 'tpm_common_release',
    start: 270,
    rows: [{ at: '272:5146cc80 275:06b55fcd 276:1090d941' }],
  },
  {
    file: 'drivers/char/tpm/tpm-dev.c',
    function: 'tpm_release',
    start: 49,
    rows: [{ at: '53:dc723e5d 54:7af9b0cf 55:2462f512 57:7a7b9fc0' }],
  },
  {
    file: 'drivers/char/tpm/tpmrm-dev.c',
    function: 'tpmrm_open',
    start: 13,
    rows: [
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
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-sysfs.c',
    function: 'owned_show',
    start: 161,
    rows: [
      { at: '168:a524609e 169:7a7b9fc0' },
      { at: '171:85475bbb 174:12ecef47 176:2ff49407 178:58fa093d', must: 'get chip', ops: 'valid' },
      { at: '179:41793ecd', ops: 'maybe-null' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-sysfs.c',
    function: 'caps_show',
    start: 205,
    rows: [
      { at: '214:a524609e 215:7a7b9fc0' },
      {
        at: '217:d3a0467f 226:b10477f0 234:18baf5fb 243:262e8e5d 248:3c84f099 251:58fa093d',
        must: 'get chip',
        ops: 'valid',
      },
      { at: '252:41793ecd', ops: 'maybe-null' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-sysfs.c',
    function: 'cancel_store',
    start: 256,
    rows: [
      { at: '261:a524609e 262:7a7b9fc0' },
      { at: '264:dce71bd2 265:58fa093d', must: 'get chip', ops: 'valid' },
      { at: '266:27bb6539', ops: 'maybe-null' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm-sysfs.c',
    function: 'pcr_value_show',
    start: 366,
    rows: [{ at: '378:4f3024ac 386:fbc0355d 388:41793ecd 393:814ccc62' }],
  },
  {
    file: 'drivers/char/tpm/tpm1-cmd.c',
    function: 'tpm1_pcr_extend',
    start: 463,
    rows: [
      { at: '469:9b13562c 471:41793ecd 478:41793ecd' },
      { at: '470:b5856c69', may: 'buf buf' },
      { at: '473:da41b492 476:248297fc 477:98e22369', must: 'buf buf' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm1-cmd.c',
    function: 'tpm1_getcap',
    start: 482,
    rows: [
      { at: '490:41793ecd 510:41793ecd' },
      { at: '492:fd0460d6 497:456964e6 506:de3e0c18 508:b7a33901 509:98e22369', must: 'buf buf' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm1-cmd.c',
    function: 'tpm1_pcr_read',
    start: 584,
    rows: [
      { at: '590:b5856c69', may: 'buf buf' },
      { at: '591:41793ecd 609:41793ecd' },
      { at: '597:b5856c69 600:db4cd680 605:3045bd7e 608:98e22369', must: 'buf buf' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm1-cmd.c',
    function: 'tpm1_continue_selftest',
    start: 620,
    rows: [{ at: '629:04cf0202 630:98e22369', must: 'buf buf' }, { at: '631:41793ecd' }],
  },
  {
    file: 'drivers/char/tpm/tpm1-cmd.c',
    function: 'tpm1_pm_suspend',
    start: 742,
    rows: [
      { at: '751:44db236c 755:007bcecf 757:41793ecd 787:41793ecd' },
      { at: '756:b5856c69', may: 'buf buf' },
      { at: '760:e7599aa1 771:0537b0f2 775:852243ee 778:b5856c69 785:98e22369', must: 'buf buf' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm2-cmd.c',
    function: 'tpm2_pcr_read',
    start: 168,
    rows: [
      { at: '180:5fa208e7 188:5fa208e7 193:bf88efa8 195:41793ecd 223:41793ecd' },
      { at: '194:b5856c69', may: 'buf buf' },
      {
        at: '197:baa36834 205:e93c630d 211:e0849b7a 213:82d5e4a1 217:60c6cd3d 222:98e22369',
        must: 'buf buf',
      },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm2-cmd.c',
    function: 'tpm2_flush_context',
    start: 392,
    rows: [
      { at: '397:8dd4e8e4 399:d2513f26 401:8ed85277' },
      { at: '398:f7f8995c', may: 'buf buf' },
      { at: '404:bbc13e5a 406:57262752 407:98e22369', must: 'buf buf' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm2-cmd.c',
    function: 'tpm2_get_tpm_pt',
    start: 430,
    rows: [
      { at: '439:41793ecd 459:41793ecd' },
      { at: '444:e8eeb6d3 453:9e868c02 456:480f77da 458:98e22369', must: 'buf buf' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm2-cmd.c',
    function: 'tpm2_shutdown',
    start: 473,
    rows: [
      { at: '479:b5856c69', may: 'buf buf' },
      { at: '480:8ed85277' },
      { at: '481:623b376b 483:98e22369', must: 'buf buf' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm2-cmd.c',
    function: 'tpm2_probe',
    start: 536,
    rows: [{ at: '550:28ef8337 553:1775b826 555:98e22369', must: 'buf buf' }, { at: '556:7a7b9fc0' }],
  },
  {
    file: 'drivers/char/tpm/tpm2-cmd.c',
    function: 'tpm2_get_cc_attrs_tbl',
    start: 669,
    rows: [
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
    ],
  },
  {
    file: 'drivers/char/tpm/tpm2-sessions.c',
    function: 'tpm2_read_public',
    start: 167,
    rows: [
      { at: '177:f2728ba5 183:41793ecd 190:1536d28e 202:ef7baa1e 210:ef7baa1e 220:598c256b' },
      { at: '182:b5856c69', may: 'buf buf' },
      {
        at: '185:bbc13e5a 189:98e22369 200:a20c923b 201:98e22369 209:98e22369 218:89f12352 219:98e22369',
        must: 'buf buf',
      },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm2-sessions.c',
    function: 'tpm2_end_auth_session',
    start: 958,
    rows: [{ at: '962:7f8b6066 965:abed2446 967:8ffdfbbc' }],
  },
  {
    file: 'drivers/char/tpm/tpm2-sessions.c',
    function: 'tpm2_load_null',
    start: 999,
    rows: [{ at: '1006:660f95e2 1015:40775368 1027:a4c2b852 1035:41793ecd' }],
  },
  {
    file: 'drivers/char/tpm/tpm2-space.c',
    function: 'tpm2_del_space',
    start: 59,
    rows: [
      { at: '62:5154cfa5 67:b6300eef 68:14e0e5bc', ops: 'maybe-null' },
      { at: '63:e73a57de 64:58fa093d', must: 'get chip', ops: 'valid' },
    ],
  },
  {
    file: 'drivers/char/tpm/tpm2-space.c',
    function: 'tpm2_commit_space',
    start: 540,
    entry: 'get; lock buffer_mutex',
    rows: [{ at: '549:bcd50b5e 561:4056c4bf 567:119585be 580:e37bfa61', ops: 'valid' }],
  },
  {
    file: 'drivers/char/tpm/tpm2-space.c',
    function: 'tpm_devs_remove',
    start: 599,
    rows: [{ at: '601:c6eeb1c7 602:4039f0f3' }],
  },
  {
    file: 'drivers/char/tpm/tpm-buf.c',
    function: 'tpm_buf_init_sized',
    start: 57,
    rows: [
      { at: '59:165d4aeb 61:ecdf39c5' },
      { at: '60:0540f105', may: 'mem buf->data' },
      { at: '63:b5e48972 64:7a7b9fc0', must: 'mem buf->data' },
    ],
  },
];
