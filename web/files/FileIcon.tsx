import {
  IconFile,
  IconFileMusic,
  IconFileSpreadsheet,
  IconFileText,
  IconFileTypeDocx,
  IconFileTypePdf,
  IconFileZip,
  IconMovie,
  IconPhoto,
} from '@tabler/icons-react'
import { addressOf, type RecordFile } from './filesData.ts'
import css from './FileIcon.module.css'

/** Larger pictures are looked at, but not loaded for a list. */
const mostOfThumb = 4 * 1024 * 1024

const byEnding: [typeof IconFile, RegExp][] = [
  [IconFileTypePdf, /\.pdf$/i],
  [IconPhoto, /\.(png|jpe?g|gif|webp|svg|heic|avif|bmp|tiff?)$/i],
  [IconFileSpreadsheet, /\.(xlsx?|ods|csv|tsv)$/i],
  [IconFileTypeDocx, /\.(docx?|odt|rtf)$/i],
  [IconFileZip, /\.(zip|rar|7z|gz|tar)$/i],
  [IconFileMusic, /\.(mp3|wav|ogg|m4a|flac)$/i],
  [IconMovie, /\.(mp4|mov|avi|mkv|webm)$/i],
  [IconFileText, /\.(txt|md|log|json|xml|html?)$/i],
]

/** A file in small: the picture itself, else a sign of what it is. */
export function FileIcon({ file }: { file: Pick<RecordFile, 'id' | 'name' | 'view' | 'size' | 'type'> }) {
  if (file.view === 'image' && file.size <= mostOfThumb)
    return (
      <span className={css.icon}>
        <img src={addressOf(file.id, true)} alt="" loading="lazy" decoding="async" />
      </span>
    )
  return <NameIcon name={file.type === 'application/pdf' ? '.pdf' : file.name} />
}

export function NameIcon({ name }: { name: string }) {
  const Icon = byEnding.find(([, ending]) => ending.test(name))?.[0] ?? IconFile
  return (
    <span className={css.icon}>
      <Icon size={20} stroke={1.5} aria-hidden />
    </span>
  )
}
