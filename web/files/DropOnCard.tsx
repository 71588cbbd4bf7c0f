import { IconFileUpload } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { FileHolder } from '../../model/files.ts'
import { isHeldByDialog } from '../ui/layers.ts'
import { language, say, useWords } from '../words.ts'
import { addFiles, refuseFolder } from './uploads.ts'
import css from './DropOnCard.module.css'

interface Props {
  record: FileHolder
  id: number
  /** the most bytes of one file, once known */
  limit: number | null
  /** shows where they have gone */
  onAdded(): void
}

/** Has the card that this stands in take files that are dropped anywhere on it, and pictures that are pasted. */
export function DropOnCard(props: Props) {
  const t = useWords()
  const mark = useRef<HTMLDivElement>(null)
  const now = useRef(props)
  const [over, setOver] = useState(false)
  useEffect(() => {
    now.current = props
  })
  useEffect(() => {
    const card = mark.current?.closest('section')
    if (!card) return
    const take = (files: File[]) => {
      const { record, id, limit, onAdded } = now.current
      if (!files.length) return
      addFiles(record, id, files, limit)
      onAdded()
    }
    const bears = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const drag = (event: DragEvent) => {
      if (!bears(event)) return
      // Beside the card the browser would leave the page for the file.
      event.preventDefault()
      if (takesItself(event.target)) return setOver(false)
      const on = card.contains(event.target as Node) && !isHeldByDialog()
      event.dataTransfer!.dropEffect = on ? 'copy' : 'none'
      setOver(on)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const dropped = (event: DragEvent) => {
      if (!bears(event)) return
      event.preventDefault()
      setOver(false)
      if (!card.contains(event.target as Node) || takesItself(event.target) || isHeldByDialog()) return
      const items = [...event.dataTransfer!.items].filter(({ kind }) => kind === 'file')
      const folders = items.filter((item) => item.webkitGetAsEntry()?.isDirectory)
      const { record, id, onAdded } = now.current
      for (const folder of folders) refuseFolder(record, id, folder.webkitGetAsEntry()!.name)
      take(items.filter((item) => !folders.includes(item)).flatMap((item) => item.getAsFile() ?? []))
      if (folders.length) onAdded()
    }
    const pasted = (event: ClipboardEvent) => {
      if (takesItself(event.target) || isHeldByDialog()) return
      const files = pastedFiles(event.clipboardData)
      if (!files.length) return
      event.preventDefault()
      take(files)
    }
    document.addEventListener('dragover', drag)
    document.addEventListener('dragleave', leave)
    document.addEventListener('drop', dropped)
    document.addEventListener('paste', pasted)
    return () => {
      document.removeEventListener('dragover', drag)
      document.removeEventListener('dragleave', leave)
      document.removeEventListener('drop', dropped)
      document.removeEventListener('paste', pasted)
    }
  }, [])
  return (
    <div ref={mark} className={css.mark}>
      {over && (
        <div className={css.over}>
          <span>
            <IconFileUpload size={20} stroke={1.5} aria-hidden />
            {t('files.drop')}
          </span>
        </div>
      )}
    </div>
  )
}

/** What is pasted of files. Text that was copied with its picture is meant as text. */
export const pastedFiles = (pasted: DataTransfer | null): File[] =>
  pasted === null || pasted.types.includes('text/plain')
    ? []
    : [...pasted.files].map((file) =>
        file.name === 'image.png' ? new File([file], pictureName(), { type: file.type }) : file,
      )

/** What is pasted has no name: it gets that of its moment. */
const pictureName = () =>
  `${say(language(), 'files.pasted', { when: new Date().toLocaleString('sv').replaceAll(':', '-') })}.png`

/** Whether what is dropped there belongs to something on the card rather than to the card. */
const takesItself = (target: EventTarget | null) => target instanceof Element && !!target.closest('[data-takes-files]')
