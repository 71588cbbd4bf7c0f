/** The name of a key, as it is written on keyboards in every language. */
export function Key({ name }: { name: string }) {
  return <kbd aria-hidden data-key={name} />
}
