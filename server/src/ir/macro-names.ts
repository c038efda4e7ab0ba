/**
 * Macros and functions whose meaning is part of the language of the kernel: control flow, casts and
 * annotations. What they do to locks and references is not said here; that is the model's.
 */

/** Their value is that of an argument (by index); the other arguments only matter when it is true. */
export const conditionMacros: ReadonlyMap<string, number> = new Map([
  ['WARN_ON', 0],
  ['WARN_ON_ONCE', 0],
  ['WARN', 0],
  ['WARN_ONCE', 0],
  ['WARN_TAINT', 0],
  ['WARN_ON_SMP', 0],
  ['dev_WARN_ONCE', 1],
  ['drm_WARN_ON', 1],
  ['drm_WARN_ON_ONCE', 1],
  ['drm_WARN', 1],
  ['drm_WARN_ONCE', 1],
]);

/** Their value is that of the first argument and they do nothing else. */
export const transparentMacros: ReadonlySet<string> = new Set([
  'likely',
  'unlikely',
  '__builtin_expect',
  'READ_ONCE',
  'ACCESS_ONCE',
  'data_race',
  'unrcu_pointer',
  '__builtin_launder',
]);

/** Reads of a pointer that the model may want to see: the call is kept, the value is the first argument. */
export const pointerReads: ReadonlySet<string> = new Set([
  'rcu_dereference',
  'rcu_dereference_check',
  'rcu_dereference_protected',
  'rcu_dereference_raw',
  'rcu_dereference_bh',
  'rcu_dereference_sched',
  'rcu_access_pointer',
  'srcu_dereference',
  'srcu_dereference_check',
]);

/** Stores of the second argument into the first; the call is kept where the model may want to see it. */
export const stores: ReadonlyMap<string, { readonly call: boolean; readonly through: boolean }> = new Map([
  ['WRITE_ONCE', { call: false, through: false }],
  ['smp_store_release', { call: false, through: true }],
  ['rcu_assign_pointer', { call: true, through: false }],
  ['RCU_INIT_POINTER', { call: true, through: false }],
]);

export const configMacros: ReadonlySet<string> = new Set([
  'IS_ENABLED',
  'IS_REACHABLE',
  'IS_BUILTIN',
  'IS_MODULE',
]);

/** Evaluated by the compiler: no code, an unknown scalar. */
export const compileTimeMacros: ReadonlySet<string> = new Set([
  'ARRAY_SIZE',
  'sizeof_field',
  'FIELD_SIZEOF',
  'offsetofend',
  'BUILD_BUG_ON',
  'BUILD_BUG_ON_MSG',
  'BUILD_BUG_ON_ZERO',
  'BUILD_BUG_ON_NOT_POWER_OF_2',
  'BUILD_BUG_ON_INVALID',
  'BUILD_BUG',
  'static_assert',
  '_Static_assert',
  'compiletime_assert',
  'typecheck',
  '__builtin_types_compatible_p',
  '__builtin_choose_expr',
  '__builtin_constant_p',
  '__builtin_offsetof',
  // What the mask makes of `offsetof(struct x, a.b)`.
  'offset_f',
  '__same_type',
  'typeof',
  '__typeof__',
  '__must_be_array',
  '__stringify',
]);

/** Control does not come back. */
export const stopFunctions: ReadonlySet<string> = new Set([
  'BUG',
  'panic',
  'unreachable',
  '__builtin_unreachable',
  'do_exit',
  'make_task_dead',
  'kthread_exit',
  'kthread_complete_and_exit',
  'module_put_and_kthread_exit',
  'annotate_unreachable',
]);

/** Stops when the argument is true. */
export const stopIfMacros: ReadonlySet<string> = new Set(['BUG_ON', 'VM_BUG_ON']);

export const bitMacros: ReadonlySet<string> = new Set(['BIT', 'BIT_ULL', '_BITUL', '_BITULL', 'BIT_MASK']);

/**
 * `container_of` and its relatives: which argument is the pointer, where the type comes from, and which
 * argument is the member. `next` names a list link to follow first.
 */
export interface ContainerForm {
  readonly ptr: number;
  /** Argument that names the type. */
  readonly type?: number;
  /** Argument that is a variable of pointer-to-type. */
  readonly typeOf?: number;
  readonly typeName?: string;
  readonly member?: number;
  readonly memberName?: string;
  readonly link?: 'next' | 'prev';
}
const plain: ContainerForm = { ptr: 0, type: 1, member: 2 };
const timer: ContainerForm = { ptr: 1, typeOf: 0, member: 2 };
export const containerForms: ReadonlyMap<string, ContainerForm> = new Map<string, ContainerForm>([
  ['container_of', plain],
  ['container_of_const', plain],
  ['list_entry', plain],
  ['list_entry_rcu', plain],
  ['hlist_entry', plain],
  ['rb_entry', plain],
  ['llist_entry', plain],
  ['plist_entry', plain],
  ['list_first_entry', { ...plain, link: 'next' }],
  ['list_last_entry', { ...plain, link: 'prev' }],
  ['list_next_entry', { ptr: 0, typeOf: 0, member: 1, link: 'next' }],
  ['list_prev_entry', { ptr: 0, typeOf: 0, member: 1, link: 'prev' }],
  ['from_timer', timer],
  ['timer_container_of', timer],
  ['from_tasklet', timer],
  ['to_delayed_work', { ptr: 0, typeName: 'delayed_work', memberName: 'work' }],
  ['to_rcu_work', { ptr: 0, typeName: 'rcu_work', memberName: 'work' }],
]);

/** Variables that a loop macro sets, by argument index; loops not listed set their first argument. */
export const loopVariables: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ['for_each_child_of_node', [1]],
  ['for_each_available_child_of_node', [1]],
  ['for_each_child_of_node_scoped', [1]],
  ['for_each_available_child_of_node_scoped', [1]],
  ['for_each_node_by_name', [0]],
  ['fwnode_for_each_child_node', [1]],
  ['fwnode_for_each_available_child_node', [1]],
  ['device_for_each_child_node', [1]],
  ['device_for_each_child_node_scoped', [1]],
  ['for_each_property_of_node', [1]],
  ['of_property_for_each_u32', [2, 3, 4]],
  ['of_property_for_each_string', [2, 3]],
  ['hash_for_each', [1, 2]],
  ['hash_for_each_rcu', [1, 2]],
  ['hash_for_each_safe', [1, 2, 3]],
  ['hash_for_each_possible', [1]],
  ['hash_for_each_possible_rcu', [1]],
  ['hash_for_each_possible_safe', [1, 2]],
  ['xa_for_each', [1, 2]],
  ['xa_for_each_start', [1, 2]],
  ['xa_for_each_range', [1, 2]],
  ['xa_for_each_marked', [1, 2]],
  ['xas_for_each', [1]],
  ['idr_for_each_entry', [1, 2]],
  ['idr_for_each_entry_ul', [1, 2, 3]],
  ['idr_for_each_entry_continue', [1, 2]],
  ['radix_tree_for_each_slot', [0]],
  ['for_each_sg', [1, 3]],
  ['for_each_sgtable_sg', [1, 2]],
  ['for_each_sgtable_dma_sg', [1, 2]],
  ['netdev_for_each_mc_addr', [0]],
  ['netdev_for_each_uc_addr', [0]],
  ['netdev_for_each_lower_dev', [1, 2]],
  ['netdev_for_each_upper_dev_rcu', [1, 2]],
  ['for_each_netdev', [1]],
  ['for_each_netdev_safe', [1, 2]],
  ['for_each_netdev_rcu', [1]],
  ['for_each_process_thread', [0, 1]],
  ['bio_for_each_segment', [0, 2]],
  ['bio_for_each_segment_all', [0, 2]],
  ['rq_for_each_segment', [0, 2]],
  ['shost_for_each_device', [0]],
  ['drm_for_each_connector_iter', [0]],
  ['drm_for_each_crtc', [0]],
  ['drm_for_each_plane', [0]],
  ['drm_for_each_encoder', [0]],
  ['for_each_component_dais', [1]],
  ['for_each_rtd_dais', [1, 2]],
  ['for_each_card_rtds', [1]],
  ['for_each_set_clump8', [0, 1]],
]);

/** Loop macros that declare their variable with a cleanup: the free class. */
export const scopedLoops: ReadonlyMap<string, string> = new Map([
  ['for_each_child_of_node_scoped', 'device_node'],
  ['for_each_available_child_of_node_scoped', 'device_node'],
  ['device_for_each_child_node_scoped', 'fwnode_handle'],
  ['fwnode_for_each_child_node_scoped', 'fwnode_handle'],
]);

/** Macros that declare a local given by their first argument, with its type. */
export const localMacros: ReadonlyMap<string, string> = new Map([
  ['LIST_HEAD', 'list_head'],
  ['HLIST_HEAD', 'hlist_head'],
  ['LLIST_HEAD', 'llist_head'],
  ['DECLARE_COMPLETION', 'completion'],
  ['DECLARE_COMPLETION_ONSTACK', 'completion'],
  ['DECLARE_WAITQUEUE', 'wait_queue_entry'],
  ['DEFINE_WAIT', 'wait_queue_entry'],
  ['DEFINE_WAIT_FUNC', 'wait_queue_entry'],
  ['DECLARE_WAIT_QUEUE_HEAD', 'wait_queue_head'],
  ['DECLARE_WAIT_QUEUE_HEAD_ONSTACK', 'wait_queue_head'],
  ['DECLARE_CRYPTO_WAIT', 'crypto_wait'],
  ['DECLARE_WORK', 'work_struct'],
  ['DECLARE_DELAYED_WORK', 'delayed_work'],
  ['DECLARE_BITMAP', 'bitmap'],
  ['DEFINE_MUTEX', 'mutex'],
  ['DEFINE_SPINLOCK', 'spinlock'],
  ['DEFINE_RAW_SPINLOCK', 'raw_spinlock'],
  ['DEFINE_RATELIMIT_STATE', 'ratelimit_state'],
  ['DEFINE_IDA', 'ida'],
  ['DEFINE_IDR', 'idr'],
  ['DEFINE_XARRAY', 'xarray'],
  ['SHASH_DESC_ON_STACK', 'shash_desc'],
  ['SKCIPHER_REQUEST_ON_STACK', 'skcipher_request'],
  ['SYNC_SKCIPHER_REQUEST_ON_STACK', 'skcipher_request'],
  ['AHASH_REQUEST_ON_STACK', 'ahash_request'],
  ['DEFINE_DMA_UNMAP_ADDR', 'dma_addr_t'],
]);
/** Of those, the ones that make a pointer. */
export const pointerLocalMacros: ReadonlySet<string> = new Set([
  'SHASH_DESC_ON_STACK',
  'SKCIPHER_REQUEST_ON_STACK',
  'SYNC_SKCIPHER_REQUEST_ON_STACK',
  'AHASH_REQUEST_ON_STACK',
]);

const scalarNames = new Set(
  (
    'u8 u16 u32 u64 s8 s16 s32 s64 __u8 __u16 __u32 __u64 __s8 __s16 __s32 __s64 __le16 __le32 __le64 ' +
    '__be16 __be32 __be64 __sum16 __wsum bool int char long short unsigned signed void float double uint ulong ' +
    'ushort uchar u_char u_int u_long u_short gfp_t ktime_t'
  )
    .split(' ')
    .concat(['uintptr', 'caddr']),
);

/** Whether a plain identifier is surely a scalar type, so that `(x)-1` is a cast and no subtraction. */
export function isScalarType(name: string): boolean {
  return scalarNames.has(name) || name.endsWith('_t');
}
