/** What lies over the page now, menus and dialogs, the uppermost last. Escape and a press outside are the uppermost's. */
export const layers: HTMLElement[] = []

/** Whether everything below waits: a dialog is open. */
export const isHeldByDialog = (): boolean => layers.some((layer) => layer.getAttribute('aria-modal') === 'true')
