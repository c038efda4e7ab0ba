export const errnoNumbers: Readonly<Record<string, number>> = { ENOMEM: 12, EIO: 5, EINVAL: 22, NULL: 0, ENODEV: 19, EPIPE: 32, EFAULT: 14, EBUSY: 16 };
