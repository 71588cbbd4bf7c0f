import { IconArrowBackUp, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import type { FileHolder } from '../../model/files.ts'
import { call } from '../api.ts'
import { tried } from '../asking.ts'
import { End } from '../ui/End.tsx'
import { useWords } from '../words.ts'
import { NameIcon } from './FileIcon.tsx'
import { Meta } from './FileRow.tsx'
import { readFiles, useFiles } from './filesData.ts'
import css from './FilesPart.module.css'

/** What of a record's files lies in the bin, folded; each can be put back. */
export function RemovedFiles({ record, id, count }: { record: FileHolder; id: number; count: number }) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  return (
    <section className={css.bin}>
      <button type="button" className={css.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
        <IconChevronRight size={14} stroke={2} aria-hidden />
        {t('files.bin', { count })}
      </button>
      {open && <InBin record={record} id={id} />}
    </section>
  )
}

function InBin({ record, id }: { record: FileHolder; id: number }) {
  const t = useWords()
  const files = useFiles(record, id, true)
  const items = files.data?.pages.flatMap((page) => page.items) ?? []
  const restore = (file: number) =>
    tried(async () => {
      await call('files.restore', { id: file })
      await readFiles(record)
    })
  return (
    <ul className={css.list}>
      {items.map((file) => (
        <li key={file.id} className={css.row} data-removed={file.id}>
          <NameIcon name={file.name} />
          <span className={css.what}>
            <bdi className={css.gone}>{file.name}</bdi>
            <Meta file={file} />
          </span>
          {file.part === null && (
            <button
              type="button"
              className="btn"
              aria-label={t('files.restore.of', { name: file.name })}
              onClick={() => void restore(file.id)}
            >
              <IconArrowBackUp size={16} stroke={1.75} aria-hidden />
              {t('files.restore')}
            </button>
          )}
        </li>
      ))}
      {files.hasNextPage && <End onSeen={() => void files.fetchNextPage()} key={items.length} />}
    </ul>
  )
}
