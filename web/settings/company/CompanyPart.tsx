export function CompanyPart() {
  return null
}
