import { IconChevronLeft, IconChevronRight, IconDownload, IconExternalLink, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { mostText } from '../../model/files.ts'
import { ApiError } from '../api.ts'
import { told } from '../asking.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { language, useWords } from '../words.ts'
import { NameIcon } from './FileIcon.tsx'
import { addressOf, type RecordFile } from './filesData.ts'
import css from './Preview.module.css'

interface Props {
  files: readonly RecordFile[]
  at: number
  onStep(at: number): void
  onClose(): void
}

/** A file, looked at in its window; arrows go to the one before and after. */
export function Preview({ files, at, onStep, onClose }: Props) {
  const t = useWords()
  const file = files[at]!
  const step = (by: number) => {
    if (files[at + by]) onStep(at + by)
  }
  return (
    <Dialog label={t('files.preview', { name: file.name })} onClose={onClose} className={css.window}>
      <div
        className={css.frame}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') step(-1)
          if (event.key === 'ArrowRight') step(1)
        }}
      >
        <header className={css.bar}>
          <h2>
            <bdi>{file.name}</bdi>
          </h2>
          {files.length > 1 && (
            <>
              <button
                type="button"
                className="btn icon"
                disabled={at === 0}
                aria-label={t('files.previous')}
                onClick={() => step(-1)}
              >
                <IconChevronLeft size={16} stroke={1.75} aria-hidden />
              </button>
              <button
                type="button"
                className="btn icon"
                disabled={at === files.length - 1}
                aria-label={t('files.next')}
                onClick={() => step(1)}
              >
                <IconChevronRight size={16} stroke={1.75} aria-hidden />
              </button>
            </>
          )}
          <a
            className="btn icon"
            href={addressOf(file.id)}
            download={file.name}
            aria-label={t('files.download.of', { name: file.name })}
            title={t('files.download')}
          >
            <IconDownload size={16} stroke={1.75} aria-hidden />
          </a>
          <button type="button" className="btn icon" autoFocus aria-label={t('close')} onClick={onClose}>
            <IconX size={16} stroke={1.75} aria-hidden />
          </button>
        </header>
        <div className={css.body}>
          <Content key={file.id} file={file} />
        </div>
      </div>
    </Dialog>
  )
}

function Content({ file }: { file: RecordFile }) {
  const t = useWords()
  const [damaged, setDamaged] = useState(false)
  if (file.view === 'image' && !damaged)
    return <img src={addressOf(file.id, true)} alt={file.name} onError={() => setDamaged(true)} />
  if (file.view === 'text') return <Text id={file.id} size={file.size} />
  if (file.view === 'pdf') {
    // Phones have no viewer inside of pages.
    if (navigator.pdfViewerEnabled) return <iframe src={addressOf(file.id, true)} title={file.name} />
    return (
      <Instead file={file} text={t('files.noViewer')}>
        <a className="btn line" href={addressOf(file.id, true)} target="_blank" rel="noreferrer">
          <IconExternalLink size={16} stroke={1.75} aria-hidden />
          {t('files.openApart')}
        </a>
      </Instead>
    )
  }
  return <Instead file={file} text={damaged || isDamaged(file) ? t('files.damaged') : whyNot(file, t)} />
}

const isDamaged = ({ type, width }: RecordFile) => type.startsWith('image/') && width === null
const whyNot = ({ type, width, height }: RecordFile, t: ReturnType<typeof useWords>) =>
  type.startsWith('image/')
    ? t('files.tooLarge', { width: grouped(width), height: grouped(height) })
    : t('files.cannotShow')

const grouped = (side: number | null) => (side ?? 0).toLocaleString(language())

/** What stands where a file can't be shown. */
function Instead({ file, text, children }: { file: RecordFile; text: string; children?: React.ReactNode }) {
  const t = useWords()
  return (
    <div className={css.instead}>
      <NameIcon name={file.name} />
      <p>{text}</p>
      <div className={css.ways}>
        {children}
        <a className="btn primary" href={addressOf(file.id)} download={file.name}>
          <IconDownload size={16} stroke={1.75} aria-hidden />
          {t('files.download')}
        </a>
      </div>
    </div>
  )
}

/** The beginning of a text, as text whatever is written in it. */
function Text({ id, size }: { id: number; size: number }) {
  const t = useWords()
  const text = useQuery({
    queryKey: ['files', 'text', id],
    queryFn: async ({ signal }) => {
      const answer = await fetch(addressOf(id), { signal, headers: { range: `bytes=0-${String(mostText - 1)}` } })
      if (!answer.ok) throw new ApiError('missing', t('files.failed'))
      return decoded(await answer.arrayBuffer())
    },
    retry: false,
  })
  if (text.isError) return <p className={css.note}>{told(text.error)}</p>
  return (
    <div className={css.text}>
      <pre tabIndex={0}>{text.data}</pre>
      {size > mostText && <p className={css.note}>{t('files.cutShort')}</p>}
    </div>
  )
}

/** UTF-8, or what Windows has written Cyrillic in; the end may be cut within a letter. */
function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return new TextDecoder('windows-1251').decode(bytes)
  }
}
