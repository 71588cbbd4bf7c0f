import { IconAlertCircle, IconPaperclip } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { FileHolder } from '../../model/files.ts'
import { call } from '../api.ts'
import { doneWith, told, tried } from '../asking.ts'
import { End } from '../ui/End.tsx'
import { useWords } from '../words.ts'
import { FileRow } from './FileRow.tsx'
import { readFiles, useFiles, type RecordFile } from './filesData.ts'
import { Preview } from './Preview.tsx'
import { RemovedFiles } from './RemovedFiles.tsx'
import { UploadList } from './UploadList.tsx'
import { addFiles, useUploads } from './uploads.ts'
import css from './FilesPart.module.css'

/** The files of a record: those on their way, those that are there, those in the bin. */
export function FilesPart({ record, id }: { record: FileHolder; id: number }) {
  const t = useWords()
  const input = useRef<HTMLInputElement>(null)
  const files = useFiles(record, id)
  const uploads = useUploads(record, id)
  const [looked, setLooked] = useState<number | null>(null)
  const first = files.data?.pages[0]
  const items = files.data?.pages.flatMap((page) => page.items) ?? []
  const editable = first?.may.edit ?? false
  const remove = (file: RecordFile) =>
    tried(async () => {
      await call('files.remove', { id: file.id })
      await readFiles(record)
      doneWith(t('files.removed', { name: file.name }), async () => {
        await call('files.restore', { id: file.id })
        await readFiles(record)
      })
    })
  if (files.isPending) return <Ghosts />
  if (!first)
    return (
      <p className={css.problem} role="alert">
        <IconAlertCircle size={16} stroke={1.75} aria-hidden />
        {t('files.failed')}. {files.error && told(files.error)}
        <button type="button" className="btn line" onClick={() => void files.refetch()}>
          {t('error.again')}
        </button>
      </p>
    )
  return (
    <div className={css.files}>
      {editable && (
        <div className={css.adding}>
          <button type="button" className="btn line" onClick={() => input.current?.click()}>
            <IconPaperclip size={16} stroke={1.75} aria-hidden />
            {t('files.add')}
          </button>
          {first.limit !== null && <small>{t('files.hint', { max: Math.floor(first.limit / 1024 / 1024) })}</small>}
          <input
            ref={input}
            type="file"
            multiple
            hidden
            aria-label={t('files.add')}
            onChange={(event) => {
              addFiles(record, id, [...(event.target.files ?? [])], first.limit)
              event.target.value = ''
            }}
          />
        </div>
      )}
      <UploadList uploads={uploads} />
      {!items.length && !uploads.length && (
        <div className={css.empty}>
          <IconPaperclip size={32} stroke={1.25} aria-hidden />
          <h3>{t('files.empty')}</h3>
          {editable && <p>{t('files.empty.text')}</p>}
        </div>
      )}
      {items.length > 0 && (
        <ul className={css.list} aria-label={t('files.list')}>
          {items.map((file, at) => (
            <FileRow
              key={file.id}
              record={record}
              file={file}
              editable={editable}
              onLook={() => setLooked(at)}
              onRemove={() => void remove(file)}
            />
          ))}
        </ul>
      )}
      {files.hasNextPage && <End onSeen={() => void files.fetchNextPage()} key={items.length} />}
      {editable && (first.removed ?? 0) > 0 && <RemovedFiles record={record} id={id} count={first.removed!} />}
      {looked !== null && items[looked] && (
        <Preview files={items} at={looked} onStep={setLooked} onClose={() => setLooked(null)} />
      )}
    </div>
  )
}

function Ghosts() {
  return (
    <div className={css.ghosts} aria-busy>
      {[64, 48, 56].map((width) => (
        <span key={width}>
          <i />
          <i style={{ width: `${String(width)}%` }} />
        </span>
      ))}
    </div>
  )
}
