import type { FieldRow } from '../types';

/**
 * Types of kernel struct members, for chains that pass through headers that are not read
 * (`chip->dev.parent`, `to_i2c_client(dev)->adapter`). `name:type` embeds, `name*:type` points.
 * `void` is what private pointers point to.
 */
const STRUCTS: Readonly<Record<string, string>> = {
  // include/linux/device.h
  device:
    'kobj:kobject parent*:device type*:device_type bus*:bus_type driver*:device_driver driver_data*:void platform_data*:void mutex:mutex power:dev_pm_info of_node*:device_node fwnode*:fwnode_handle class*:class groups*:attribute_group archdata:dev_archdata devres_lock:spinlock devres_head:list_head',
  device_driver:
    'bus*:bus_type owner*:module of_match_table*:of_device_id groups*:attribute_group dev_groups*:attribute_group pm*:dev_pm_ops',
  bus_type: 'dev_root*:device pm*:dev_pm_ops',
  class: 'dev_groups*:attribute_group pm*:dev_pm_ops',
  device_attribute: 'attr:attribute',
  driver_attribute: 'attr:attribute',
  kobj_attribute: 'attr:attribute',
  bin_attribute: 'attr:attribute private*:void',
  attribute_group: 'attrs*:attribute bin_attrs*:bin_attribute',
  kobject: 'parent*:kobject kset*:kset ktype*:kobj_type sd*:kernfs_node kref:kref entry:list_head',
  kset: 'kobj:kobject list:list_head',
  kref: 'refcount:refcount_struct',
  // bus devices
  platform_device: 'dev:device resource*:resource id_entry*:platform_device_id',
  platform_driver: 'driver:device_driver id_table*:platform_device_id',
  pnp_dev: 'dev:device protocol*:pnp_protocol card*:pnp_card driver*:pnp_driver data*:void',
  pnp_driver: 'driver:device_driver',
  acpi_device: 'dev:device fwnode:fwnode_handle driver_data*:void handle*:void',
  acpi_driver: 'drv:device_driver ops:acpi_device_ops',
  i2c_client: 'dev:device adapter*:i2c_adapter',
  i2c_adapter: 'dev:device algo*:i2c_algorithm algo_data*:void owner*:module',
  i2c_driver: 'driver:device_driver',
  spi_device: 'dev:device controller*:spi_controller master*:spi_controller',
  spi_controller: 'dev:device bus_lock_mutex:mutex io_mutex:mutex',
  spi_driver: 'driver:device_driver',
  spi_message: 'transfers:list_head spi*:spi_device context*:void',
  pci_dev: 'dev:device bus*:pci_bus subordinate*:pci_bus driver*:pci_driver',
  pci_driver: 'driver:device_driver',
  pci_bus: 'dev:device self*:pci_dev parent*:pci_bus',
  usb_device: 'dev:device parent*:usb_device bus*:usb_bus',
  usb_interface: 'dev:device usb_dev*:device cur_altsetting*:usb_host_interface',
  usb_driver: 'driver:device_driver',
  urb: 'dev*:usb_device context*:void transfer_buffer*:void',
  xenbus_device: 'dev:device otherend_watch:xenbus_watch reclaim_sem:semaphore',
  xenbus_driver: 'driver:device_driver',
  vio_dev: 'dev:device',
  vio_driver: 'driver:device_driver',
  amba_device: 'dev:device res:resource',
  serdev_device: 'dev:device ctrl*:serdev_controller',
  tee_client_device: 'dev:device id:tee_client_device_id',
  tee_client_driver: 'driver:device_driver',
  auxiliary_device: 'dev:device',
  mdio_device: 'dev:device bus*:mii_bus',
  virtio_device: 'dev:device config*:virtio_config_ops priv*:void',
  input_dev: 'dev:device mutex:mutex event_lock:spinlock',
  net_device: 'dev:device netdev_ops*:net_device_ops',
  rtc_device: 'dev:device char_dev:cdev ops*:rtc_class_ops ops_lock:mutex',
  watchdog_device:
    'parent*:device ops*:watchdog_ops info*:watchdog_info wd_data*:watchdog_core_data driver_data*:void',
  // files
  file: 'f_op*:file_operations f_inode*:inode f_mapping*:address_space private_data*:void f_path:path f_pos_lock:mutex f_cred*:cred f_lock:spinlock',
  inode:
    'i_rwsem:rw_semaphore i_lock:spinlock i_cdev*:cdev i_private*:void i_sb*:super_block i_mapping*:address_space i_fop*:file_operations',
  path: 'dentry*:dentry mnt*:vfsmount',
  dentry: 'd_inode*:inode d_parent*:dentry d_sb*:super_block d_fsdata*:void',
  cdev: 'kobj:kobject owner*:module ops*:file_operations list:list_head',
  miscdevice:
    'fops*:file_operations list:list_head parent*:device this_device*:device groups*:attribute_group',
  seq_file: 'op*:seq_operations private*:void file*:file lock:mutex',
  kiocb: 'ki_filp*:file private*:void',
  mm_struct: 'mmap_lock:rw_semaphore',
  vm_area_struct: 'vm_mm*:mm_struct vm_file*:file vm_private_data*:void',
  task_struct: 'mm*:mm_struct files*:files_struct alloc_lock:spinlock',
  // deferred work and interrupts
  work_struct: 'entry:list_head',
  delayed_work: 'work:work_struct timer:timer_list wq*:workqueue_struct',
  rcu_work: 'work:work_struct rcu:callback_head',
  timer_list: 'entry:hlist_node',
  hrtimer: 'base*:hrtimer_clock_base',
  completion: 'wait:swait_queue_head',
  wait_queue_head: 'lock:spinlock head:list_head',
  wait_queue_entry: 'private*:void entry:list_head',
  notifier_block: 'next*:notifier_block',
  irqaction: 'dev_id*:void',
  // subsystems the TPM drivers meet
  hwrng: 'list:list_head ref:kref cleanup_work:work_struct cleanup_done:completion dying:completion',
  key: 'sem:rw_semaphore type*:key_type user*:key_user',
  resource: 'parent*:resource sibling*:resource child*:resource',
  device_node:
    'fwnode:fwnode_handle parent*:device_node child*:device_node sibling*:device_node kobj:kobject',
  fwnode_handle: 'secondary*:fwnode_handle dev*:device ops*:fwnode_operations',
  of_phandle_args: 'np*:device_node',
  tee_shm: 'ctx*:tee_context kaddr*:void',
  acpi_buffer: 'pointer*:void',
  crypto_wait: 'completion:completion',
  shash_desc: 'tfm*:crypto_shash',
  sock: 'sk_lock:socket_lock_t sk_socket*:socket',
};

function parse(struct: string, members: string): FieldRow[] {
  return members.split(' ').map((member) => {
    const [name = '', type = ''] = member.split(':');
    const pointer = name.endsWith('*');
    return { struct, field: pointer ? name.slice(0, -1) : name, type, pointer };
  });
}

export const fields: readonly FieldRow[] = Object.entries(STRUCTS).flatMap(([struct, members]) =>
  parse(struct, members),
);
