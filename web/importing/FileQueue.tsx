import { IconCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useWords, type WordKey } from '../words.ts'
import { useImport } from './importData.ts'
import css from './FileQueue.module.css'

/** The files that were brought together: which one is at hand, and what has become of the others. */
export function FileQueue({ id, files }: { id: number; files: readonly number[] }) {
  const t = useWords()
  return (
    <nav className={css.queue} aria-label={t('importing.files')}>
      <ol>
        {files.map((one, i) => (
          <li key={one}>
            <QueuedFile id={one} number={i + 1} files={files} current={one === id} />
          </li>
        ))}
      </ol>
    </nav>
  )
}

interface QueuedProps {
  id: number
  number: number
  files: readonly number[]
  current: boolean
}

function QueuedFile({ id, number, files, current }: QueuedProps) {
  const t = useWords()
  const file = useImport(id)
  const link = useRef<HTMLAnchorElement>(null)
  const known = file !== undefined
  useEffect(() => {
    if (current && known) link.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [current, known])
  return (
    <Link
      ref={link}
      to="/import"
      search={{ id, files: [...files] }}
      className={css.file}
      aria-current={current ? 'true' : undefined}
      data-file={file?.state}
    >
      <span className={css.number}>
        {file?.state === 'done' ? <IconCheck size={14} stroke={2} aria-hidden /> : number}
      </span>
      <span className="cut">
        {file?.fileName}
        {file?.encoding === 'xlsx' && ` · ${file.delimiter}`}
      </span>
      {file && !current && file.state !== 'draft' && (
        <span className={css.state}>{t(`importing.state.${file.state}` as WordKey)}</span>
      )}
    </Link>
  )
}
