export function CurrenciesPart() {
  return null
}
