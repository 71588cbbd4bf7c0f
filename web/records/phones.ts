/** A phone as people write it: +7 912 640-33-07. Of other countries, and with an extension, as it is kept. */
export function writtenPhone(value: string): string {
  const [number = '', extension] = value.split(';ext=')
  const ours = /^\+(7|1)(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(number)
  const written = ours ? `+${ours[1]!} ${ours[2]!} ${ours[3]!}-${ours[4]!}-${ours[5]!}` : number
  return extension ? `${written}, ${extension}` : written
}
