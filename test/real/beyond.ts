import type { RuleId } from '../../server/src/model/types';

/** A finding outside the folders that the lifecycle describes, judged by reading the source of 6.12. */
export interface Judged {
  readonly rule: RuleId;
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly object: string;
  readonly verdict: string;
  readonly why: string;
}

/**
 * Up to fifteen for each rule, drawn with a seed in turn from rtc, watchdog, hw_random, i2c, spi, mfd and input, of all
 * that were likely or proved before rules had a bound there. Each line: place and function, object, verdict, reason.
 */
const judgements: Partial<Record<RuleId, string>> = {
  'annotation-mismatch': `
drivers/input/mouse/cyapa.c:723 cyapa_irq | cyapa->input->mutex | true | input_device_enabled() asserts the mutex of the input device; the interrupt thread holds only the lock of the driver.
drivers/input/mouse/cyapa.c:1147 cyapa_calibrate_store | cyapa->input->mutex | true | The store function holds only the lock of the driver when input_device_enabled() asserts the mutex of the input device.
drivers/input/mouse/cyapa.c:1110 cyapa_update_fw_store | 0->mutex | false | The pointer was just set to NULL, and its test comes before the call that asserts.
drivers/input/mouse/cyapa.c:1169 cyapa_show_baseline | cyapa->input->mutex | true | The show function holds only the lock of the driver when input_device_enabled() asserts the mutex of the input device.
drivers/input/mouse/cyapa.c:1110 cyapa_update_fw_store | cyapa->input->mutex | false | The pointer was just set to NULL; the copy of it that is tested before the call is NULL, too.`,
  'async-not-drained': `
drivers/char/hw_random/cctrng.c:563 cctrng_remove | startwork | true | Nothing cancels the work, and devres frees the struct that it is part of.
drivers/i2c/busses/i2c-img-scb.c:1413 img_i2c_remove | check_timer | false | Each transfer ends with del_timer_sync(), and the adapter is gone before.
drivers/input/mouse/alps.c:2985 alps_disconnect | struct delayed_work | false | The delayed work is disabled and waited for before the free; a helper that takes a pointer to the work queued it.
drivers/mfd/si476x-i2c.c:838 si476x_core_remove | rds_fifo_drainer | true | The work is queued by the interrupt thread and cancelled nowhere; devres frees what it is part of.
drivers/spi/spi.c:55 spidev_release | controller | false | The device drops its reference on the controller, which is another object with a life of its own.
drivers/watchdog/shwdt.c:282 sh_wdt_remove | timer | true | A watchdog that runs when the driver goes has its timer armed; unregistering does not stop it.
drivers/char/hw_random/cctrng.c:563 cctrng_remove | compwork | true | Nothing cancels the work that the interrupt queues, and devres frees the struct that it is part of.
drivers/i2c/busses/i2c-iop3xx.c:406 iop3xx_i2c_remove |  | true | The interrupt is never freed, and what its handler gets is.
drivers/input/misc/cs40l50-vibra.c:380 cs40l50_start_worker | work | false | The worker itself frees what it was queued with, as its last deed.
drivers/mfd/cs42l43.c:1102 cs42l43_dev_remove | boot_work | true | The work is queued in probe and cancelled nowhere; devres frees what it is part of.
drivers/spi/spi-bcm-qspi.c:1689 bcm_qspi_remove |  | true | devres frees the interrupt only after remove() has freed what its handler gets.
drivers/input/mouse/hgpk.c:911 hgpk_disconnect | struct delayed_work | true | The delayed work is never cancelled; flushing the queue does not wait for its timer.
drivers/input/serio/ps2-gpio.c:477 ps2_gpio_remove | tx.work | false | Unregistering the port closes it, and close() flushes the work.
drivers/input/rmi4/rmi_bus.c:134 rmi_release_function |  | false | The interrupt is managed by the device itself: freed at unbind, before the last reference is dropped.
drivers/input/joystick/turbografx.c:270 tgfx_detach | timer | false | Unregistering the input devices closes them, and the last close() stops the timer and waits.`,
  'double-lock': `
drivers/rtc/rtc-mxc.c:203 mxc_rtc_interrupt | pdata->rtc->irq_lock | true | The handler holds irq_lock and calls the function that takes it.
drivers/watchdog/rc32434_wdt.c:107 rc32434_wdt_start | rc32434_wdt_device.io_lock | true | Start holds io_lock and calls the function that takes it.`,
  'drain-deadlock': `
drivers/input/touchscreen/mms114.c:663 mms114_suspend | input_dev->mutex | true | disable_irq() waits for the interrupt thread, which takes the mutex of the input device that is held here.
drivers/rtc/class.c:352 devm_rtc_unregister_device | rtc->ops_lock | true | Removing the attributes waits for a read, which takes ops_lock that is held here.
drivers/spi/spi.c:3487 spi_unregister_controller | ctlr->add_lock | true | Removing the attributes waits for a store, which takes add_lock that is held here.`,
  'error-path-missing-undo': `
drivers/i2c/busses/i2c-nforce2.c:411 nforce2_probe |  | false | Only where both registrations failed is this return reached.
drivers/input/keyboard/applespi.c:1779 applespi_probe | applespi->keyboard_input_dev | false | The input device is managed by its parent: devres unregisters it.
drivers/mfd/adp5520.c:305 adp5520_probe | struct platform_device | false | The error path unregisters all children of the device.
drivers/rtc/rtc-m41t80.c:989 m41t80_probe | wdt_notifier | true | A failed registration of the clock leaves the reboot notifier, and remove() does not run.
drivers/spi/spi-fsl-spi.c:799 fsl_spi_init |  | true | Where the second driver cannot be registered, the first stays although the module is not loaded.
drivers/i2c/i2c-dev.c:790 i2c_dev_init | (value) | false | Each label undoes what succeeded before it; nothing registered is left.
drivers/input/keyboard/atkbd.c:1762 atkbd_set_softraw | new_dev | false | On this return the registration itself failed.
drivers/mfd/sm501.c:1725 sm501_base_init | sm501_plat_driver | true | Where the PCI driver cannot be registered, the platform driver stays although the module is not loaded.
drivers/rtc/rtc-m41t80.c:989 m41t80_probe | wdt_dev | true | A failed registration of the clock leaves the misc device, and remove() does not run.
drivers/i2c/muxes/i2c-demux-pinctrl.c:204 current_master_store | priv->chan[val].parent_adap | false | A failed change undoes itself; after a successful one the adapter stays registered on purpose.
drivers/input/joystick/sensehat-joystick.c:110 sensehat_joystick_probe | sensehat_joystick->keys_dev | false | The input device is managed by its parent: devres unregisters it.
drivers/mfd/rn5t618.c:233 rn5t618_i2c_probe | rn5t618_restart_handler | true | A failed set-up of the interrupt leaves the restart handler, and remove() does not run.
drivers/input/touchscreen/surface3_spi.c:353 surface3_spi_probe |  | false | The input device is managed by its parent: devres unregisters it.
drivers/mfd/sm501.c:1366 sm501_init_dev |  | true | Where the clocks do not fit, what was registered before stays.
drivers/input/touchscreen/surface3_spi.c:360 surface3_spi_probe |  | false | The input device is managed by its parent: devres unregisters it.`,
  'lock-leak': `
drivers/i2c/busses/i2c-amd-mp2-plat.c:130 i2c_amd_enable_set | i2c_dev->common.mp2_dev->c2p_lock | false | The event that ends the command releases the lock, unless it belongs to the other bus, which cannot be while it is held.
drivers/input/mouse/cyapa.c:1425 cyapa_resume | cyapa->input->mutex | false | The pointer to the input device is the same at both ends; setting up writes it only where it was NULL.
drivers/mfd/atc260x-core.c:45 regmap_lock_mutex | mutex | false | The function is the lock callback of the register map: to hold the lock is its task.
drivers/i2c/i2c-mux.c:151 i2c_mux_trylock_bus | parent | false | A trylock callback: success means that both locks are held.
drivers/input/misc/ati_remote2.c:977 ati_remote2_pre_reset | ati_remote2_mutex | false | Held over the reset by design: the callback after the reset releases it.
drivers/i2c/busses/i2c-amd-mp2-plat.c:149 i2c_amd_xfer_msg | i2c_dev->common.mp2_dev->c2p_lock | false | The event that ends the command releases the lock, unless it belongs to the other bus, which cannot be while it is held.`,
  'missing-get': `
drivers/input/tests/input_test.c:33 input_test_init | test->priv | false | The store comes after an abort of the test, which does not return.
drivers/spi/spi-synquacer.c:733 synquacer_spi_probe | pdev->dev.driver_data | false | The driver core clears the driver data of a device whose probe failed.
drivers/input/joystick/walkera0701.c:275 walkera0701_attach | w_dev.input_dev | true | A failed registration leaves the freed device in the static struct, and detach() unregisters it.
drivers/spi/spi-topcliff-pch.c:874 pch_spi_request_dma | data->dma.param_tx.dma_dev | false | The pointer is left, but the flag beside it keeps everybody from using it.
drivers/spi/spi-armada-3700.c:897 a3700_spi_probe | pdev->dev.driver_data | false | The driver core clears the driver data of a device whose probe failed.`,
  'ref-leak': `
drivers/char/hw_random/core.c:393 rng_current_store | new_rng->ref | false | put_rng() drops it; where it is NULL there is no reference.
drivers/i2c/busses/i2c-sun6i-p2wi.c:260 p2wi_probe | childnp | true | The node of the child is never put, on this return nor on any other.
drivers/input/keyboard/atkbd.c:1607 atkbd_set_scroll | new_dev | false | The device is registered: the bus has its reference until it is unregistered.
drivers/mfd/tqmx86.c:270 tqmx86_create_platform_device | pdev->dev | false | The device is registered: the bus has its reference until it is unregistered.
drivers/rtc/rtc-isl12026.c:471 isl12026_probe | priv->nvm_client->dev | true | The dummy client is not unregistered where probe fails.
drivers/spi/spi.c:906 spi_match_controller_to_boardinfo | dev->dev | false | The device is registered: the bus has its reference until it is unregistered.
drivers/watchdog/exar_wdt.c:415 exar_wdt_init | (value)->pdev->dev | false | The list has the devices, and the exit function unregisters all of them.
drivers/i2c/busses/i2c-sun6i-p2wi.c:266 p2wi_probe | childnp | true | The node of the child is never put, on this return nor on any other.
drivers/input/joystick/turbografx.c:248 tgfx_attach | input_dev | false | The device is registered and kept in the struct, which detach() takes apart.
drivers/mfd/sm501.c:862 sm501_register_uart | pdev->dev | false | The device is registered: the bus has its reference until it is unregistered.
drivers/rtc/rtc-isl12026.c:463 isl12026_probe | priv->nvm_client->dev | true | The dummy client is not unregistered where probe fails.
drivers/spi/spi-altera-platform.c:136 altera_spi_probe | (value)->dev | false | The device is registered: the bus has its reference until it is unregistered.
drivers/watchdog/watchdog_core.c:290 __watchdog_register_device | wdd->ops->owner | false | The module is pinned on purpose as long as the hardware runs.
drivers/i2c/busses/i2c-powermac.c:370 i2c_powermac_register_devices | newdev->dev | false | The device is registered: the bus has its reference until it is unregistered.
drivers/input/misc/uinput.c:566 uinput_setup_device_legacy | dev | false | The device is kept in the struct of the open file, whose release frees it.`,
  'ref-underflow': `
drivers/i2c/i2c-core-of.c:205 of_i2c_notify | client->dev | false | Unregistering drops the reference of the bus, the put the one of the search.
drivers/spi/spi-qup.c:1351 spi_qup_remove | host->dev | false | A reference is taken first; unregistering drops the one that probe took.
drivers/i2c/i2c-core-acpi.c:505 i2c_acpi_notify | client->dev | false | Unregistering drops the reference of the bus, the put the one of the search.
drivers/spi/spi-atmel.c:1706 atmel_spi_remove | host->dev | false | A reference is taken first; unregistering drops the one that probe took.
drivers/spi/spi-img-spfi.c:689 img_spfi_remove | host->dev | false | A reference is taken first; unregistering drops the one that probe took.
drivers/spi/spi-coldfire-qspi.c:449 mcfqspi_remove | host->dev | false | A reference is taken first; unregistering drops the one that probe took.
drivers/spi/spi-at91-usart.c:644 at91_usart_spi_remove | ctlr->dev | false | A reference is taken first; unregistering drops the one that probe took.
drivers/spi/spi-fsl-espi.c:796 of_fsl_espi_remove | host->dev | false | A reference is taken first; unregistering drops the one that probe took.
drivers/spi/spi-xilinx.c:523 xilinx_spi_remove | host->dev | false | Starting took a second reference, which the helper of the bus does not drop; devres drops the first.
drivers/spi/spi-pic32-sqi.c:676 pic32_sqi_remove | sqi->host->dev | false | A reference is taken first; unregistering drops the one that probe took.
drivers/spi/spi-lantiq-ssc.c:1033 lantiq_ssc_remove | spi->host->dev | false | A reference is taken first; unregistering drops the one that probe took.
drivers/spi/spi-dln2.c:798 dln2_spi_remove | host->dev | false | A reference is taken first; unregistering drops the one that probe took.
drivers/spi/spi-sh-hspi.c:291 hspi_remove | hspi->ctlr->dev | false | A reference is taken first; unregistering drops the one that probe took.
drivers/spi/spi-fsl-spi.c:766 plat_mpc8xxx_spi_remove | host->dev | false | A reference is taken first; unregistering drops the one that probe took.
drivers/spi/spi-uniphier.c:784 uniphier_spi_remove | host->dev | false | A reference is taken first; unregistering drops the one that probe took.`,
  'register-before-init': `
drivers/i2c/busses/i2c-stm32f4.c:838 stm32f4_i2c_probe | complete | true | The handler uses it, and nothing keeps the interrupt from coming before it is set up.
drivers/input/serio/ps2-gpio.c:463 ps2_gpio_probe | tx.work | false | The handler uses it only while sending, which begins after the port is registered.
drivers/mfd/ipaq-micro.c:410 micro_probe | lock | true | The handler uses it, and nothing keeps the interrupt from coming before it is set up.
drivers/rtc/rtc-m48t59.c:457 m48t59_rtc_probe | lock | true | The handler uses it, and nothing keeps the interrupt from coming before it is set up.
drivers/spi/spi-mpc512x-psc.c:500 mpc512x_psc_spi_of_probe | txisrdone | false | The handler completes it only for an interrupt that is masked in the device until a transfer.
drivers/watchdog/shwdt.c:272 sh_wdt_probe | timer | true | User space may start the watchdog as soon as it is registered, and that arms the timer.
drivers/i2c/busses/i2c-iop3xx.c:489 iop3xx_i2c_probe | waitq | true | The handler uses it, and nothing keeps the interrupt from coming before it is set up.
drivers/input/serio/ps2-gpio.c:464 ps2_gpio_probe | tx.complete | false | The handler uses it only while sending, which begins after the port is registered.
drivers/mfd/menelaus.c:1196 menelaus_probe | work | true | The handler uses it, and nothing keeps the interrupt from coming before it is set up.
drivers/spi/spi-npcm-pspi.c:397 npcm_pspi_probe | xfer_done | true | The handler uses it, and nothing keeps the interrupt from coming before it is set up.
drivers/i2c/busses/i2c-xlp9xx.c:535 xlp9xx_i2c_probe | msg_complete | true | The handler uses it, and nothing keeps the interrupt from coming before it is set up.
drivers/input/serio/i8042.c:900 i8042_check_aux | i8042_aux_irq_delivered | false | The handler completes it only while a flag says that the test runs, set after it was set up.
drivers/mfd/ipaq-micro.c:411 micro_probe | queue | true | The handler uses it, and nothing keeps the interrupt from coming before it is set up.
drivers/spi/spi-tegra20-sflash.c:485 tegra_sflash_probe | xfer_completion | true | The handler uses it, and nothing keeps the interrupt from coming before it is set up.
drivers/i2c/busses/i2c-stm32f7.c:2260 stm32f7_i2c_probe | complete | true | The handler uses it, and nothing keeps the interrupt from coming before it is set up.`,
  'removal-order': `
drivers/i2c/busses/i2c-ocores.c:726 ocores_i2c_remove | dev | false | Unregistering the controller unregisters its devices, through a callback for each child.
drivers/input/serio/serio.c:856 serio_unregister_driver | struct serio_event | false | Events of this driver only are removed, and the driver is marked so that no new one binds.
drivers/mfd/tps65010.c:504 tps65010_remove | chip | true | remove() leaves the GPIO chip registered, and devres frees the struct that it is part of.
drivers/spi/spi-ath79.c:234 ath79_spi_remove | dev | false | Unregistering the controller unregisters its devices, through a callback for each child.
drivers/i2c/busses/i2c-cpm.c:592 cpm_i2c_setup | i2c_reg | true | The registers are unmapped before the handler that reads them is freed.
drivers/input/keyboard/applespi.c:1846 applespi_remove | keyboard_input_dev | false | The input device is managed by its parent: devres unregisters it.
drivers/spi/spi-omap-uwire.c:508 uwire_remove | dev | false | Unregistering the controller unregisters its devices, through a callback for each child.
drivers/i2c/busses/i2c-piix4.c:1138 piix4_remove | dev | false | Unregistering the controller unregisters its devices, through a callback for each child.
drivers/input/misc/ibm-panel.c:176 ibm_panel_remove | input | false | The input device is managed by its parent: devres unregisters it.
drivers/spi/spi-bitbang.c:452 spi_bitbang_stop | dev | false | Unregistering the controller unregisters its devices, through a callback for each child.
drivers/i2c/busses/i2c-powermac.c:191 i2c_powermac_remove | dev | false | Unregistering the controller unregisters its devices, through a callback for each child.
drivers/input/keyboard/cros_ec_keyb.c:750 cros_ec_keyb_remove | bs_idev | false | The input device is managed by its parent: devres unregisters it.
drivers/spi/spi-xilinx.c:517 xilinx_spi_remove | dev | false | Unregistering the controller unregisters its devices, through a callback for each child.
drivers/i2c/busses/i2c-nvidia-gpu.c:333 gpu_i2c_remove | dev | false | Unregistering the controller unregisters its devices, through a callback for each child.
drivers/input/keyboard/iqs62x-keys.c:310 iqs62x_keys_remove | input | false | The input device is managed by its parent: devres unregisters it.`,
  'resource-leak': `
drivers/char/hw_random/omap-rng.c:475 omap_rng_probe | priv->clk | true | Where the second clock is not there yet, the first stays enabled.
drivers/i2c/i2c-core-smbus.c:519 i2c_smbus_xfer_emulated | msg[1].buf | false | Freed where the flag says that it was allocated.
drivers/input/misc/uinput.c:1106 uinput_ioctl_handler | (value) | false | The member of the device keeps it, and the device frees it.
drivers/mfd/dln2.c:620 dln2_setup_rx_urbs | dln2->rx_buf[i] | false | The caller frees all buffers of the struct where this fails.
drivers/rtc/rtc-pxa.c:350 pxa_rtc_probe | pxa_rtc->sa1100_rtc.irq_1hz | true | Neither interrupt is freed where the set-up of the clock fails.
drivers/spi/spi-dw-core.c:749 dw_spi_exec_mem_op | dws->tx | false | The helper frees it unless it is the buffer within the struct.
drivers/watchdog/mei_wdt.c:612 mei_wdt_probe | wdt | false | The driver data keep it, and remove() frees it.
drivers/char/hw_random/s390-trng.c:101 trng_read | p | false | Freed unless the pointer is still that of the local buffer.
drivers/i2c/busses/i2c-mt65xx.c:1147 mtk_i2c_do_transfer | dma_wr_buf | false | The helper gives the bounce buffer back, or frees it where it was allocated.
drivers/input/misc/cm109.c:817 cm109_usb_probe | dev->ctl_req | false | The clean-up of the struct frees it.
drivers/mfd/twl-core.c:893 twl_probe | client->irq | true | Where the cells cannot be added, the interrupt stays: that label skips the removal.
drivers/rtc/rtc-cmos.c:1153 cmos_do_probe | rtc_irq | false | Requested and freed under the same test of the same number.
drivers/spi/spi-topcliff-pch.c:1396 pch_spi_pd_probe | data->dma.tx_buf_virt | false | The helper frees both buffers where they are there.
drivers/watchdog/gef_wdt.c:282 gef_wdt_probe | gef_wdt_regs | true | Where the misc device cannot be registered, the registers stay mapped.
drivers/char/hw_random/virtio-rng.c:257 virtrng_restore | vi | false | The device keeps it, and remove() frees it although the registration failed.`,
  'rpm-unbalanced': `
drivers/char/hw_random/omap-rng.c:509 omap_rng_probe | pdev->dev.power | true | Where the resume fails, runtime PM stays enabled.
drivers/i2c/busses/i2c-rcar.c:1240 rcar_i2c_probe | pdev->dev | false | Dropped or kept under the same flag of the struct.
drivers/input/touchscreen/usbtouchscreen.c:1599 usbtouch_probe | intf | true | Whether the get succeeded is not looked at, and a failed one has nothing to put.
drivers/mfd/cs40l50-core.c:532 cs40l50_probe | dev | true | The usage count that the set-up raised is not lowered where probe fails.
drivers/spi/spi-nxp-fspi.c:1299 nxp_fspi_probe | pdev->dev.power | true | A failed registration is returned as it is, with runtime PM enabled.
drivers/watchdog/omap_wdt.c:282 omap_wdt_probe | pdev->dev | true | A watchdog that was started early has a second count, which this return leaves.
drivers/char/hw_random/omap-rng.c:463 omap_rng_probe | pdev->dev.power | true | Where the clock is not there yet, runtime PM stays enabled.
drivers/i2c/busses/i2c-img-scb.c:1392 img_i2c_probe | pdev->dev.power | true | Where the resume by hand fails, runtime PM stays enabled.
drivers/input/mouse/cyapa.c:908 cyapa_update_rt_suspend_scanrate | dev | true | A wait that a signal ends leaves the usage count raised.
drivers/mfd/cs40l50-core.c:523 cs40l50_probe | dev | true | The usage count that the set-up raised is not lowered where probe fails.
drivers/spi/spi.c:1804 __spi_pump_transfer_message | ctlr->dev.parent | false | Held while the queue is busy: the pump drops it when the queue is idle.
drivers/watchdog/starfive-wdt.c:515 starfive_wdt_probe | pdev->dev | true | The error path disables runtime PM and leaves the usage count raised.
drivers/char/hw_random/omap-rng.c:463 omap_rng_probe | pdev->dev | true | Where the clock is not there yet, the usage count stays raised.
drivers/i2c/busses/i2c-amd-mp2-plat.c:289 i2c_amd_probe | mp2_dev->pci_dev->dev | true | A bus that is taken already is returned without the put.
drivers/input/keyboard/omap4-keypad.c:271 omap4_keypad_close | dev | true | A failed resume is only logged, and has nothing to put.`,
  'sleep-in-atomic': `
drivers/input/serio/hp_sdc.c:979 hp_sdc_exit | hp_sdc.lock | true | free_irq() waits for the handler, with an rwlock held and interrupts off.
drivers/mfd/ezx-pcap.c:86 ezx_pcap_write | pcap->io_lock | true | spi_sync() waits for a completion, with a spinlock held and interrupts off.
drivers/input/keyboard/gpio_keys.c:406 gpio_keys_debounce_timer |  | false | The timer is used only for lines that do not sleep.
drivers/mfd/ezx-pcap.c:117 ezx_pcap_set_bits | pcap->io_lock | true | spi_sync() waits for a completion, with a spinlock held and interrupts off.
drivers/mfd/ezx-pcap.c:102 ezx_pcap_read | pcap->io_lock | true | spi_sync() waits for a completion, with a spinlock held and interrupts off.`,
  'unlock-not-held': `
drivers/input/mouse/cyapa.c:1424 cyapa_resume | cyapa->input->mutex | false | Taken above; the pointer that leads to it is the same.
drivers/spi/spi.c:4780 spi_write_then_read | lock | false | Released where the buffer is the static one, which is where the lock was taken.`,
  'use-after-put': `
drivers/input/touchscreen/elo.c:294 elo_disconnect | elo->dev | false | A reference of its own is taken before the device is unregistered.
drivers/input/touchscreen/gunze.c:84 gunze_disconnect | gunze->dev | false | A reference of its own is taken before the device is unregistered.
drivers/input/touchscreen/mtouch.c:115 mtouch_disconnect | mtouch->dev | false | A reference of its own is taken before the device is unregistered.
drivers/input/touchscreen/fujitsu_ts.c:87 fujitsu_disconnect | fujitsu->dev | false | A reference of its own is taken before the device is unregistered.
drivers/input/touchscreen/htcpen.c:180 htcpen_isa_remove | htcpen_dev | true | The handler gets the device, and is freed only after the device may be gone.
drivers/input/keyboard/lkkbd.c:694 lkkbd_disconnect | lk->dev | false | A reference of its own is taken before the device is unregistered.
drivers/input/touchscreen/touchright.c:89 tr_disconnect | tr->dev | false | A reference of its own is taken before the device is unregistered.
drivers/input/touchscreen/inexio.c:101 inexio_disconnect | pinexio->dev | false | A reference of its own is taken before the device is unregistered.
drivers/input/touchscreen/touchit213.c:126 touchit213_disconnect | touchit213->dev | false | A reference of its own is taken before the device is unregistered.
drivers/input/touchscreen/hampshire.c:96 hampshire_disconnect | phampshire->dev | false | A reference of its own is taken before the device is unregistered.
drivers/input/touchscreen/dynapro.c:97 dynapro_disconnect | pdynapro->dev | false | A reference of its own is taken before the device is unregistered.
drivers/input/touchscreen/touchwin.c:99 tw_disconnect | tw->dev | false | A reference of its own is taken before the device is unregistered.
drivers/input/touchscreen/mk712.c:210 mk712_exit | mk712_dev | true | The handler gets the device, and is freed only after the device may be gone.`,
};

export const beyond: readonly Judged[] = Object.entries(judgements).flatMap(([rule, lines]) =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [place = '', object = '', verdict = '', why = ''] = line.split(' | ');
      const [, file = '', at = '', name = ''] = /^(\S+):(\d+) (\S+)$/.exec(place) ?? [];
      return { rule: rule as RuleId, file, line: Number(at), function: name, object, verdict, why };
    }),
);
