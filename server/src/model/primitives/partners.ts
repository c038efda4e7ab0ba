import type { PartnerRow } from '../types';

/**
 * Callbacks of which the second takes down what the first set up, and is the last of the two to run. `kind` names
 * entries of the kernel, `field` members of a table that the program defines itself.
 */
/** The last put of an object that the second callback drops. */
const RELEASES = ['device-release'] as const;

export const partners: readonly PartnerRow[] = [
  {
    by: 'kind',
    takes: 'open',
    gives: 'release',
    after: RELEASES,
    source: 'Documentation/filesystems/vfs.rst: release is called once for each successful open',
  },
  {
    by: 'kind',
    takes: 'probe',
    gives: 'remove',
    after: RELEASES,
    source: 'Documentation/driver-api/driver-model/driver.rst: remove undoes a successful probe',
  },
  {
    by: 'kind',
    takes: 'init',
    gives: 'exit',
    perFile: true,
    after: RELEASES,
    source: 'include/linux/module.h: module_exit runs after a module_init that returned 0',
  },
  {
    by: 'field',
    takes: 'init',
    gives: 'exit',
    after: RELEASES,
    source: 'include/keys/trusted-type.h: trusted_key_ops',
  },
];
