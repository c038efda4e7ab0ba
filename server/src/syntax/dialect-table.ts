/**
 * The kernel dialect as data: every word that plain C does not know, with what the masking does to it.
 * `dialect.ts` gives the actions their meaning. A new kernel macro is a new row here, nothing else.
 */
export type DialectAction =
  /** Blanked together with the parenthesised argument that follows it, if any. */
  | 'blank'
  /** Blanked like `blank`, and recorded as an `Annotation`. */
  | 'record'
  /** Replaced, with its argument, by one identifier of the same length (`typeof(*p)` to `typeof____`). */
  | 'type-word'
  /** An alternative spelling of a C keyword that the grammar lacks: blanked where C allows its absence. */
  | 'qualifier'
  /** `asm`: operands blanked, an empty template stays. */
  | 'asm'
  /** `offsetof`: turned into a plain call when its member is not one identifier. */
  | 'offsetof'
  /** `MACRO(…) statement`: becomes a `while` (or `if`) statement. */
  | 'loop'
  | 'branch'
  /** Field-declaring macro of a struct body; `name` says which argument is the field. */
  | 'field'
  /** Field group of a struct body: its members stay, the wrapping goes. */
  | 'field-group'
  /** Function definition by macro: `name` is the argument that names it, the rest are type and name pairs. */
  | 'define-function';

export interface DialectRow {
  readonly word: string;
  readonly action: DialectAction;
  /** Index of the argument that holds a name (`field`, `define-function`) or the first member (`field-group`). */
  readonly name?: number;
}

function rows(action: DialectAction, words: string, name?: number): DialectRow[] {
  const row = name === undefined ? { action } : { action, name };
  return words
    .trim()
    .split(/\s+/)
    .map((word) => ({ word, ...row }));
}

export const dialectRows: readonly DialectRow[] = [
  // compiler_attributes.h, compiler_types.h
  ...rows(
    'blank',
    `__attribute__ __attribute __declspec __extension__ __alias __aligned __aligned_largest __alloc_size __always_unused
     __assume_aligned  __attribute_const__ __cleanup __cold __compiletime_error __compiletime_warning 
     __counted_by __counted_by_be __counted_by_le __counted_by_ptr __sized_by __deprecated __designated_init
     __diagnose_as __disable_sanitizer_instrumentation  __fix_address __flatten __function_aligned
     __gnu_inline __hidden  __inline_maybe_unused __latent_entropy __malloc __maybe_unused  __must_check
     __naked __no_caller_saved_registers __no_fgcse __no_kasan_or_inline __no_kcsan __no_kmsan_checks __no_profile
     __no_randomize_layout __no_sanitize_address __no_sanitize_coverage __no_sanitize_memory __no_sanitize_or_inline
     __no_sanitize_thread __no_sanitize_undefined __no_stack_protector __nocfi __noclone __noendbr __noinitretpoline
     __noinstr_section __noipa __nonstring __nonstring_array __noreturn __noretpoline __noscs __notrace_funcgraph
      __overloadable __packed __pass_dynamic_object_size __pass_object_size __preserve_most __printf
     __private __pure __randomize_layout __realloc_size __retain  __scanf __section __signed_wrap
     __uninitialized __used __always_used __visible  __weak  __bpf_kfunc __bpf_ops __no_context_analysis
     __context_unsafe __no_sanitize __nocast  __force __user __kernel __iomem __percpu __rcu
     __bitwise __bitwise__  __data_racy  __nonnull __nonnull_args  `,
  ),
  // init.h, linkage.h, cache.h, percpu-defs.h, ftrace.h, kprobes.h, sched/debug.h
  ...rows(
    'blank',
    `__init __initdata __initconst __initdata_or_module __init_or_module __initconst_or_module __init_refok
     __initdata_memblock __init_memblock __init_task_data __initrodata __init_rodata __inittext 
     __exit __exitdata __exit_refok __exitused  __meminit __memexit __meminitdata __meminitconst __memexitdata
     __devinit __devinitdata __devinitconst __devexit __devexitdata __cpuinit __cpuinitdata __cpuexit 
     __ref __refdata __refconst __ro_after_init  __read_mostly __nosavedata __noinstr __cpuidle
     __sched __lockfunc __kprobes __irq_entry __softirq_entry    
     ____cacheline_aligned ____cacheline_aligned_in_smp ____cacheline_internodealigned_in_smp __cacheline_aligned
     __cacheline_aligned_in_smp __page_aligned_bss __page_aligned_data   __net_init __net_exit
     __net_initdata __paginginit  __tracepoint_string __tracepoint_ptr __dyndbg __init_or_acpilib
     __initdata_or_acpilib  __acpi_init __efi_init __xen_init   
      __no_kasan      __lockdep_no_validate
     noinline noinline_for_stack noinstr notrace nokprobe_inline asmlinkage __visible_for_testing
       __always_inline __inline __inline__ __noinline __forceinline __always_inline__
     noinline_for_kasan __noinline_for_stack VISIBLE_IF_KUNIT __VISIBLE_IF_KUNIT EFIAPI __efiapi __ms_abi
     ACPI_INTERNAL_XFACE ACPI_SYSTEM_XFACE ACPI_EXTERNAL_XFACE ACPI_PRINTF_LIKE ACPI_UNUSED_VAR 
     __force_inline fastcall __stdcall __cdecl __restrict __restrict__   __ctx_lock_type
     __LOCKDEP_NO_CHECK CRYPTO_MINALIGN_ATTR EXPORT_FOR_TESTS __no_tsan    
         __packed__ __aligned__ __unused __maybe_unused__ __attribute_used__
       NONNULL __nonnull__  FORCE_INLINE_TEMPLATE FORCE_INLINE_ATTR
     FORCE_INLINE FORCE_NOINLINE  HINT_INLINE MEM_STATIC  FSE_PUBLIC_API HUF_PUBLIC_API`,
  ),
  // Lock context, cleanup.h, compiler-context-analysis.h
  ...rows(
    'record',
    `__free __must_hold __must_hold_shared __must_not_hold __acquires __acquires_shared __releases __releases_shared
     __releases_generic __cond_acquires __cond_acquires_shared __cond_releases __guarded_by __pt_guarded_by
     __acquires_ret __acquires_shared_ret __excludes __requires __requires_shared __assumes_ctx_lock
     __no_thread_safety __returns_ctx_lock __acquired_after __acquired_before`,
  ),
  ...rows(
    'type-word',
    'typeof __typeof__ __typeof typeof_unqual __unqual_scalar_typeof typeof_member TYPEOF_UNQUAL',
  ),
  ...rows(
    'qualifier',
    '__const __const__ __volatile __volatile__ __signed __signed__ _Noreturn __thread _Atomic',
  ),
  ...rows('asm', 'asm __asm__ __asm asm_volatile_goto asm_goto_output asm_inline'),
  ...rows('offsetof', 'offsetof __builtin_offsetof'),
  ...rows(
    'loop',
    'scoped_guard scoped_cond_guard scoped_class scoped_guard_nested scoped_user_read_access_size',
  ),
  ...rows(
    'loop',
    'scoped_user_read_access scoped_user_write_access scoped_user_rw_access scoped_with_kernel_fpu',
  ),
  ...rows(
    'loop',
    'scoped_ksimd scoped_seqlock_read scoped_with_init_fs scoped_with_creds scoped_guard_irqsave',
  ),
  ...rows('loop', 'hash_for_each_possible plist_for_each_safe with_spinlock foreach'),
  ...rows('branch', 'if_not_guard if_not_cond_guard if_guard'),
  ...rows(
    'field',
    `DECLARE_BITMAP DECLARE_KFIFO DECLARE_KFIFO_PTR DECLARE_HASHTABLE DECLARE_STATIC_KEY_TRUE DECLARE_STATIC_KEY_FALSE
     DECLARE_EWMA DECLARE_RADIX_TREE_ROOT INIT_LOCAL_LOCK DECLARE_PCI_UNMAP_ADDR DEFINE_DMA_UNMAP_ADDR
     DEFINE_DMA_UNMAP_LEN DECLARE_MAC_BUF DECLARE_PHY_INTERFACE_MASK DEFINE_INT_STATE DECLARE_BITMAP_FIELD`,
    0,
  ),
  ...rows('field', 'DECLARE_FLEX_ARRAY __DECLARE_FLEX_ARRAY RH_KABI_USE DECLARE_COUNTED_FLEX_ARRAY', 1),
  ...rows('field-group', 'struct_group', 1),
  ...rows('field-group', 'struct_group_attr struct_group_tagged', 2),
  ...rows('field-group', '__struct_group', 3),
  ...rows(
    'define-function',
    `SYSCALL_DEFINE0 SYSCALL_DEFINE1 SYSCALL_DEFINE2 SYSCALL_DEFINE3 SYSCALL_DEFINE4 SYSCALL_DEFINE5 SYSCALL_DEFINE6
     COMPAT_SYSCALL_DEFINE1 COMPAT_SYSCALL_DEFINE2 COMPAT_SYSCALL_DEFINE3 COMPAT_SYSCALL_DEFINE4
     COMPAT_SYSCALL_DEFINE5 COMPAT_SYSCALL_DEFINE6 BPF_CALL_0 BPF_CALL_1 BPF_CALL_2 BPF_CALL_3 BPF_CALL_4 BPF_CALL_5`,
    0,
  ),
];

/** Any callee whose name matches is a loop macro even without braces around its statement. */
export const loopName = /for_?each|foreach|^while_|^until_|^for_all_|^scoped_|^with_[a-z]|^FOR_|FOR_?EACH/;

/** Build-time symbols that have one value in every kernel build. */
export const fixedSymbols: ReadonlyMap<string, boolean> = new Map([
  ['__KERNEL__', true],
  ['__ASSEMBLY__', false],
  ['__ASSEMBLER__', false],
  ['__cplusplus', false],
  ['__CHECKER__', false],
  ['__GENKSYMS__', false],
  ['__DOXYGEN__', false],
]);
