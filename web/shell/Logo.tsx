/** The mark: two chevrons, a deal on its way. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden>
      <path fill="var(--iris-7)" d="M3 4h6l5.500 8L9 20H3l5.500-8z" />
      <path fill="var(--iris-5)" d="M12 4h4.500L22 12l-5.500 8H12l5.500-8z" />
    </svg>
  )
}
