export function ListsPart() {
  return null
}
