import {
  ARG1,
  ARG2,
  ERROR_POINTER,
  type Facts,
  type FamilyRow,
  family,
  NULLABLE,
  RETURNED,
  SLEEPS,
} from './family';

/**
 * Memory and mappings. The object is what is returned. A family is what its free function accepts:
 * everything from the slab allocator is `kmalloc`, and `kvfree` says that it also ends that family.
 * Zeroed allocators say so, because a cleared structure has NULL members.
 */
const NEW = { target: RETURNED, when: 'nonnull', facts: NULLABLE } as const;
const ZEROED: Facts = { returns: 'null-or-pointer', zeroed: true };
const FRESH = { target: RETURNED, when: 'nonnull', facts: ZEROED } as const;
const NEW_OR_ERROR = { target: RETURNED, when: 'nonnull', facts: ERROR_POINTER } as const;

const slab = [
  ...family({ kind: 'mem', primitive: 'kmalloc', nullOk: 'null', source: 'include/linux/slab.h' }, [
    ['acquire', 'kmalloc kmalloc_array kmalloc_node kmalloc_array_node kmalloc_track_caller', NEW],
    ['acquire', 'kzalloc kcalloc kzalloc_node kcalloc_node', FRESH],
    // Type-based allocators; the struct is a type argument.
    ['acquire', 'kmalloc_obj kmalloc_objs kmalloc_flex', { ...NEW, source: 'include/linux/slab.h (7.0)' }],
    ['acquire', 'kzalloc_obj kzalloc_objs kzalloc_flex', { ...FRESH, source: 'include/linux/slab.h (7.0)' }],
    // ZERO_SIZE_PTR is allowed too; freeing consumes the old block, which krealloc does on success only.
    ['acquire', 'krealloc krealloc_array', NEW],
    ['release', 'krealloc krealloc_array', { when: 'nonnull' }],
    // acpi_os_free is kfree (include/acpi/platform/aclinuxex.h).
    ['release', 'kfree kfree_sensitive', { accepts: ['acpi_buffer'], facts: { sleeps: false } }],
    ['release', 'kzfree', { source: 'include/linux/slab.h (before 5.10)' }],
    ['release', 'kfree_const', { source: 'include/linux/string.h' }],
    // Frees after a grace period; the caller has no claim on it from here.
    ['release', 'kfree_rcu kfree_rcu_mightsleep', { frees: 'later', source: 'include/linux/rcupdate.h' }],
  ]),
  ...family({ kind: 'mem', primitive: 'kmalloc', source: 'include/linux/string.h' }, [
    ['acquire', 'kstrdup kstrndup kmemdup kmemdup_nul kmemdup_array kstrdup_const', NEW],
    [
      'acquire',
      'memdup_user memdup_array_user memdup_user_nul strndup_user',
      { ...NEW_OR_ERROR, facts: { ...ERROR_POINTER, sleeps: true } },
    ],
    ['acquire', 'kasprintf kvasprintf', { ...NEW, source: 'include/linux/sprintf.h' }],
    [
      'acquire',
      'kvasprintf_const kasprintf_strarray',
      { ...NEW, source: 'include/linux/sprintf.h, include/linux/string_helpers.h', informational: true },
    ],
    ['acquire', 'bitmap_alloc', { ...NEW, source: 'include/linux/bitmap.h' }],
    ['acquire', 'bitmap_zalloc', { ...FRESH, source: 'include/linux/bitmap.h' }],
    ['release', 'bitmap_free', { nullOk: 'null', source: 'include/linux/bitmap.h' }],
  ]),
  ...family({ kind: 'mem', primitive: 'kvmalloc', nullOk: 'null', source: 'include/linux/slab.h' }, [
    ['acquire', 'kvmalloc kvmalloc_array kvmalloc_node', NEW],
    ['acquire', 'kvzalloc kvcalloc kvzalloc_node', FRESH],
    ['acquire', 'kvmemdup', { ...NEW, source: 'include/linux/string.h' }],
    ['acquire', 'vmemdup_user vmemdup_array_user', { ...NEW_OR_ERROR, source: 'include/linux/string.h' }],
    ['release', 'kvfree kvfree_sensitive', { accepts: ['kmalloc', 'vmalloc'] }],
    [
      'release',
      'kvfree_rcu kvfree_rcu_mightsleep',
      { accepts: ['kmalloc', 'vmalloc'], frees: 'later', source: 'include/linux/rcupdate.h' },
    ],
  ]),
  ...family({ kind: 'mem', primitive: 'vmalloc', nullOk: 'null', source: 'include/linux/vmalloc.h' }, [
    ['acquire', 'vmalloc vmalloc_array vmalloc_user vmalloc_node vmalloc_32', NEW],
    ['acquire', 'vzalloc vcalloc vzalloc_node', FRESH],
    ['release', 'vfree vfree_atomic'],
  ]),
  ...family({ kind: 'mem', primitive: 'vmap', source: 'include/linux/vmalloc.h' }, [
    ['acquire', 'vmap vmap_pfn', NEW],
    ['release', 'vunmap', { nullOk: 'null' }],
  ]),
  ...family({ kind: 'mem', primitive: 'kmem_cache', source: 'include/linux/slab.h' }, [
    ['acquire', 'kmem_cache_alloc kmem_cache_alloc_node', NEW],
    ['acquire', 'kmem_cache_zalloc', FRESH],
    ['release', 'kmem_cache_free', { target: ARG1 }],
  ]),
  ...family({ kind: 'other', primitive: 'kmem_cache_object', source: 'include/linux/slab.h' }, [
    ['acquire', 'kmem_cache_create kmem_cache_create_usercopy KMEM_CACHE', NEW],
    ['release', 'kmem_cache_destroy', { nullOk: 'null', frees: 'now' }],
  ]),
  ...family({ kind: 'mem', primitive: 'percpu', source: 'include/linux/percpu.h' }, [
    ['acquire', 'alloc_percpu alloc_percpu_gfp __alloc_percpu', FRESH],
    ['release', 'free_percpu', { nullOk: 'null' }],
  ]),
  ...family({ kind: 'mem', primitive: 'mempool', source: 'include/linux/mempool.h' }, [
    ['acquire', 'mempool_create mempool_create_kmalloc_pool mempool_create_slab_pool', NEW],
    ['release', 'mempool_destroy', { nullOk: 'null' }],
  ]),
  ...family({ kind: 'mem', primitive: 'dma_pool', source: 'include/linux/dmapool.h' }, [
    ['acquire', 'dma_pool_create', NEW],
    ['release', 'dma_pool_destroy', { nullOk: 'null' }],
  ]),
];

const pages = [
  ...family({ kind: 'mem', primitive: 'page_address', source: 'include/linux/gfp.h' }, [
    // The address is an unsigned long: 0 is failure.
    ['acquire', '__get_free_page __get_free_pages', NEW],
    ['acquire', 'get_zeroed_page', FRESH],
    ['acquire', 'alloc_pages_exact', NEW],
    ['release', 'free_page free_pages', { nullOk: 'null' }],
    ['release', 'free_pages_exact'],
  ]),
  ...family({ kind: 'mem', primitive: 'alloc_page', source: 'include/linux/gfp.h' }, [
    ['acquire', 'alloc_page alloc_pages alloc_pages_node', NEW],
    ['release', '__free_page __free_pages'],
  ]),
];

const mappings = [
  ...family(
    {
      kind: 'mem',
      primitive: 'ioremap',
      source: 'include/linux/io.h, include/asm-generic/io.h, arch/x86/include/asm/io.h',
    },
    [
      ['acquire', 'ioremap ioremap_wc ioremap_wt ioremap_uc ioremap_cache ioremap_np', NEW],
      ['acquire', 'of_iomap', { ...NEW, source: 'include/linux/of_address.h' }],
      [
        'acquire',
        'of_io_request_and_map',
        { ...NEW_OR_ERROR, source: 'include/linux/of_address.h', informational: true },
      ],
      ['acquire', 'pci_ioremap_bar pci_ioremap_wc_bar', { ...NEW, source: 'include/linux/pci.h' }],
      ['acquire', 'ioremap_nocache', { ...NEW, source: 'include/linux/io.h (before 5.6)' }],
      // Where ports are memory, the mapping of a bar is one of these.
      ['release', 'iounmap', { accepts: ['pci_iomap', 'memremap'] }],
    ],
  ),
  ...family({ kind: 'mem', primitive: 'pci_iomap', source: 'include/asm-generic/pci_iomap.h' }, [
    ['acquire', 'pci_iomap pci_iomap_range pci_iomap_wc', NEW],
    ['release', 'pci_iounmap', { target: ARG1, accepts: ['ioremap'] }],
  ]),
  ...family({ kind: 'mem', primitive: 'ioport_map', source: 'include/asm-generic/io.h' }, [
    ['acquire', 'ioport_map', { ...NEW, informational: true }],
    ['release', 'ioport_unmap'],
  ]),
  ...family({ kind: 'mem', primitive: 'memremap', source: 'include/linux/io.h' }, [
    ['acquire', 'memremap', NEW],
    ['release', 'memunmap'],
  ]),
  ...family(
    { kind: 'mem', primitive: 'acpi_map', source: 'include/acpi/acpi_io.h, include/acpi/acpiosxf.h' },
    [
      ['acquire', 'acpi_os_map_iomem acpi_os_map_memory acpi_os_ioremap', NEW],
      ['release', 'acpi_os_unmap_iomem acpi_os_unmap_memory'],
    ],
  ),
  ...family({ kind: 'mem', primitive: 'kmap', informational: true, source: 'include/linux/highmem.h' }, [
    ['acquire', 'kmap_local_page kmap_local_folio', { target: RETURNED }],
    ['release', 'kunmap_local'],
  ]),
];

/** Address ranges: the start is the object, because the release names it again. */
const ranges = [
  ...family({ kind: 'other', primitive: 'io_region', source: 'include/linux/ioport.h' }, [
    ['acquire', 'request_region request_muxed_region', { when: 'nonnull', facts: NULLABLE }],
    ['release', 'release_region'],
  ]),
  ...family({ kind: 'other', primitive: 'mem_region', source: 'include/linux/ioport.h' }, [
    ['acquire', 'request_mem_region request_mem_region_exclusive', { when: 'nonnull', facts: NULLABLE }],
    ['release', 'release_mem_region'],
  ]),
  ...family({ kind: 'other', primitive: 'resource', source: 'include/linux/ioport.h' }, [
    [
      'acquire',
      'request_resource insert_resource',
      { target: ARG1, when: 'zero', facts: { returns: 'zero-or-negative' } },
    ],
    ['acquire', 'allocate_resource', { target: ARG1, when: 'zero', facts: { returns: 'zero-or-negative' } }],
    ['release', 'release_resource', { facts: { returns: 'zero-or-negative' } }],
    ['release', 'remove_resource', { facts: { returns: 'zero-or-negative' } }],
  ]),
  ...family({ kind: 'other', primitive: 'pci_regions', source: 'include/linux/pci.h' }, [
    [
      'acquire',
      'pci_request_regions pci_request_regions_exclusive',
      { when: 'zero', facts: { returns: 'zero-or-negative' } },
    ],
    ['release', 'pci_release_regions'],
  ]),
];

const dma = [
  ...family({ kind: 'mem', primitive: 'dma_coherent', source: 'include/linux/dma-mapping.h' }, [
    ['acquire', 'dma_alloc_coherent', { ...NEW, facts: ZEROED }],
    ['release', 'dma_free_coherent', { target: ARG2 }],
  ]),
  ...family({ kind: 'mem', primitive: 'dma_attrs', source: 'include/linux/dma-mapping.h' }, [
    ['acquire', 'dma_alloc_attrs dma_alloc_wc', { ...NEW }],
    ['release', 'dma_free_attrs dma_free_wc', { target: ARG2 }],
  ]),
  // The handle is the object. dma_mapping_error() answering true means that nothing was mapped.
  ...family({ kind: 'other', primitive: 'dma_map', source: 'Documentation/core-api/dma-api.rst' }, [
    ['acquire', 'dma_map_single dma_map_single_attrs dma_map_page dma_map_page_attrs', { target: RETURNED }],
    [
      'release',
      'dma_unmap_single dma_unmap_single_attrs dma_unmap_page dma_unmap_page_attrs',
      { target: ARG1 },
    ],
    [
      'release',
      'dma_mapping_error',
      { target: ARG1, when: 'true', idempotent: true, facts: { returns: 'bool', sleeps: false } },
    ],
  ]),
  ...family(
    { kind: 'other', primitive: 'dma_map_sg', target: ARG1, source: 'Documentation/core-api/dma-api.rst' },
    [
      ['acquire', 'dma_map_sg dma_map_sg_attrs', { when: 'positive' }],
      ['acquire', 'dma_map_sgtable', { when: 'zero', facts: { returns: 'zero-or-negative' } }],
      ['release', 'dma_unmap_sg dma_unmap_sg_attrs dma_unmap_sgtable'],
    ],
  ),
  ...family({ kind: 'mem', primitive: 'sg_table', source: 'include/linux/scatterlist.h' }, [
    ['acquire', 'sg_alloc_table', { when: 'zero', facts: { returns: 'zero-or-negative' } }],
    // What the table leads to goes; the table is its owner's.
    ['release', 'sg_free_table', { frees: 'not' }],
  ]),
];

/** Freed when the driver is unbound. Present so that the state shows them and devm_kfree has a partner. */
const managed = [
  ...family(
    {
      kind: 'mem',
      primitive: 'devm_kmalloc',
      managed: true,
      source: 'include/linux/device/devres.h, before 6.13 include/linux/device.h',
    },
    [
      [
        'acquire',
        'devm_kmalloc devm_kmalloc_array devm_kmemdup devm_kmemdup_array devm_kstrdup devm_kstrdup_const devm_kasprintf',
        NEW,
      ],
      ['acquire', 'devm_kzalloc devm_kcalloc', FRESH],
      ['acquire', 'devm_krealloc devm_krealloc_array', NEW],
      ['release', 'devm_krealloc devm_krealloc_array', { target: ARG1, when: 'nonnull' }],
      ['release', 'devm_kfree', { target: ARG1 }],
    ],
  ),
  ...family(
    {
      kind: 'mem',
      primitive: 'devm_page_address',
      managed: true,
      source: 'include/linux/device/devres.h, before 6.13 include/linux/device.h',
    },
    [
      ['acquire', 'devm_get_free_pages', NEW],
      ['release', 'devm_free_pages', { target: ARG1 }],
    ],
  ),
  ...family(
    {
      kind: 'mem',
      primitive: 'devm_ioremap',
      managed: true,
      source: 'include/linux/io.h, include/linux/device/devres.h',
    },
    [
      ['acquire', 'devm_ioremap devm_ioremap_wc devm_ioremap_uc', NEW],
      ['acquire', 'devm_ioremap_resource devm_ioremap_resource_wc', NEW_OR_ERROR],
      [
        'acquire',
        'devm_platform_ioremap_resource devm_platform_ioremap_resource_byname devm_platform_get_and_ioremap_resource',
        { ...NEW_OR_ERROR, source: 'include/linux/platform_device.h' },
      ],
      ['acquire', 'devm_of_iomap', NEW_OR_ERROR],
      ['acquire', 'devm_ioremap_nocache', { ...NEW, source: 'include/linux/io.h (before 5.6)' }],
      ['release', 'devm_iounmap', { target: ARG1 }],
    ],
  ),
  ...family({ kind: 'mem', primitive: 'devm_memremap', managed: true, source: 'include/linux/io.h' }, [
    ['acquire', 'devm_memremap', NEW_OR_ERROR],
    ['release', 'devm_memunmap', { target: ARG1 }],
  ]),
  ...family({ kind: 'mem', primitive: 'devm_ioport_map', managed: true, source: 'include/linux/io.h' }, [
    ['acquire', 'devm_ioport_map', NEW],
    ['release', 'devm_ioport_unmap', { target: ARG1 }],
  ]),
  ...family(
    { kind: 'mem', primitive: 'dmam_coherent', managed: true, source: 'include/linux/dma-mapping.h' },
    [
      ['acquire', 'dmam_alloc_coherent', NEW],
      ['release', 'dmam_free_coherent', { target: ARG2 }],
    ],
  ),
  ...family(
    {
      kind: 'other',
      primitive: 'devm_io_region',
      managed: true,
      target: ARG1,
      source: 'include/linux/ioport.h',
    },
    [
      ['acquire', 'devm_request_region', { when: 'nonnull', facts: NULLABLE }],
      ['release', 'devm_release_region'],
    ],
  ),
  ...family(
    {
      kind: 'other',
      primitive: 'devm_mem_region',
      managed: true,
      target: ARG1,
      source: 'include/linux/ioport.h',
    },
    [
      ['acquire', 'devm_request_mem_region', { when: 'nonnull', facts: NULLABLE }],
      ['release', 'devm_release_mem_region'],
    ],
  ),
];

/** seq_file state hangs off file->private_data from open to release. */
const seqFiles = family(
  {
    kind: 'mem',
    primitive: 'seq_file',
    target: { arg: 0, path: 'private_data' },
    source: 'include/linux/seq_file.h',
  },
  [
    [
      'acquire',
      'seq_open single_open single_open_size',
      { when: 'zero', managed: true, facts: { returns: 'zero-or-negative', sleeps: true } },
    ],
    [
      'acquire',
      'seq_open_private',
      { when: 'zero', managed: true, facts: { returns: 'zero-or-negative', sleeps: true } },
    ],
    [
      'release',
      'seq_release single_release seq_release_private',
      { target: { arg: 1, path: 'private_data' }, facts: { ...SLEEPS, returns: 'zero-or-negative' } },
    ],
  ],
);

const requests = [
  ...family({ kind: 'mem', primitive: 'crypto_request', nullOk: 'null', source: 'include/crypto/' }, [
    [
      'acquire',
      'skcipher_request_alloc ahash_request_alloc aead_request_alloc kpp_request_alloc akcipher_request_alloc',
      NEW,
    ],
    [
      'release',
      'skcipher_request_free ahash_request_free aead_request_free kpp_request_free akcipher_request_free',
    ],
  ]),
  ...family({ kind: 'mem', primitive: 'urb', nullOk: 'null', source: 'include/linux/usb.h' }, [
    ['acquire', 'usb_alloc_urb', NEW],
    // Counted: whoever submitted it may hold another reference.
    ['release', 'usb_free_urb usb_put_urb', { frees: 'not' }],
  ]),
  ...family({ kind: 'mem', primitive: 'usb_coherent', source: 'include/linux/usb.h' }, [
    ['acquire', 'usb_alloc_coherent', NEW],
    ['release', 'usb_free_coherent', { target: ARG2 }],
  ]),
  ...family(
    {
      kind: 'mem',
      primitive: 'skb',
      nullOk: 'null',
      source: 'include/linux/skbuff.h, include/linux/netdevice.h',
    },
    [
      [
        'acquire',
        'alloc_skb netdev_alloc_skb netdev_alloc_skb_ip_align dev_alloc_skb skb_clone skb_copy',
        NEW,
      ],
      [
        'release',
        'kfree_skb consume_skb dev_kfree_skb dev_kfree_skb_any dev_kfree_skb_irq dev_consume_skb_any',
      ],
    ],
  ),
  ...family(
    { kind: 'mem', primitive: 'netdev', source: 'include/linux/netdevice.h, include/linux/etherdevice.h' },
    [
      ['acquire', 'alloc_netdev alloc_etherdev', NEW],
      ['release', 'free_netdev'],
    ],
  ),
  ...family({ kind: 'mem', primitive: 'caam_blob', source: 'include/soc/fsl/caam-blob.h' }, [
    ['acquire', 'caam_blob_gen_init', NEW_OR_ERROR],
    ['release', 'caam_blob_gen_exit'],
  ]),
  ...family({ kind: 'mem', primitive: 'acpi_buffer', source: 'include/acpi/actypes.h' }, [
    // Evaluations return an object that ACPI_FREE gives back.
    ['acquire', 'acpi_evaluate_dsm acpi_evaluate_dsm_typed', { ...NEW, source: 'include/acpi/acpi_bus.h' }],
    ['release', 'ACPI_FREE', { nullOk: 'null', accepts: ['kmalloc'] }],
  ]),
  ...family({ kind: 'mem', primitive: 'acpi_resource_list', source: 'include/linux/acpi.h' }, [
    // A callback may keep every entry off the list, then there is nothing to free.
    [
      'acquire',
      'acpi_dev_get_resources',
      {
        target: ARG1,
        when: 'nonnegative',
        idempotent: true,
        informational: true,
        facts: { returns: 'nonnegative-or-negative' },
      },
    ],
    ['release', 'acpi_dev_free_resource_list', { idempotent: true, informational: true }],
  ]),
];

const queues = [
  ...family({ kind: 'other', primitive: 'workqueue', source: 'include/linux/workqueue.h' }, [
    [
      'acquire',
      'alloc_workqueue alloc_ordered_workqueue create_workqueue create_singlethread_workqueue create_freezable_workqueue',
      NEW,
    ],
    ['release', 'destroy_workqueue', { frees: 'service', facts: SLEEPS }],
  ]),
];

export const memory: readonly FamilyRow[] = [
  ...slab,
  ...pages,
  ...mappings,
  ...ranges,
  ...dma,
  ...managed,
  ...seqFiles,
  ...requests,
  ...queues,
];
