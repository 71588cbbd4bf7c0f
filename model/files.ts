/** The records that have files of their own. */
export const fileHolders = ['deals', 'contacts', 'companies'] as const
export type FileHolder = (typeof fileHolders)[number]

/** A file as an event tells of it: of each of `[before, after]`, those that were not the same. */
export interface FileTold {
  id: number
  name: string
}

/** How a file may be looked at without being saved. */
export type FileView = 'image' | 'pdf' | 'text'

/** From so many pixels on, a picture takes more memory than it is worth to look at it. */
export const mostPixels = 50_000_000
/** A text is looked at as far as this. */
export const mostText = 200_000

export function fileView({
  type,
  width,
  height,
}: {
  type: string
  width: number | null
  height: number | null
}): FileView | null {
  if (type.startsWith('image/'))
    return width !== null && height !== null && width * height <= mostPixels ? 'image' : null
  return type === 'application/pdf' ? 'pdf' : type === 'text/plain' ? 'text' : null
}
