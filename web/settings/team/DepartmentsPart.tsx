export function DepartmentsPart() {
  return null
}
