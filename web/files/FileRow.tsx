import { IconDownload, IconPencil, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { FileHolder } from '../../model/files.ts'
import { call } from '../api.ts'
import { tried } from '../asking.ts'
import { useReferences } from '../records/references.tsx'
import { More } from '../ui/More.tsx'
import { useLanguage, useWords } from '../words.ts'
import { FileIcon } from './FileIcon.tsx'
import { addressOf, readFiles, sizeText, type RecordFile } from './filesData.ts'
import css from './FilesPart.module.css'

interface Props {
  record: FileHolder
  file: RecordFile
  editable: boolean
  onLook(): void
  onRemove(): void
}

/** A file: looked at by its name, saved, renamed, removed. */
export function FileRow({ record, file, editable, onLook, onRemove }: Props) {
  const t = useWords()
  const [renaming, setRenaming] = useState(false)
  const { name, part } = file
  return (
    <li className={css.row} data-file={file.id}>
      <FileIcon file={file} />
      <span className={css.what}>
        {renaming ? (
          <NameField record={record} file={file} onEnd={() => setRenaming(false)} />
        ) : (
          <button type="button" className={css.name} aria-label={t('files.open', { name })} onClick={onLook}>
            <bdi>{name}</bdi>
          </button>
        )}
        <Meta file={file} />
      </span>
      <a
        className="btn icon"
        href={addressOf(file.id)}
        download={name}
        aria-label={t('files.download.of', { name })}
        title={t('files.download')}
      >
        <IconDownload size={16} stroke={1.75} aria-hidden />
      </a>
      {editable && part === null && (
        <More label={t('files.more', { name })}>
          {(choose) => (
            <>
              <button type="button" role="menuitem" onClick={choose(() => setRenaming(true))}>
                <IconPencil size={16} stroke={1.75} aria-hidden />
                {t('files.rename')}
              </button>
              <button type="button" role="menuitem" onClick={choose(onRemove)}>
                <IconTrash size={16} stroke={1.75} aria-hidden />
                {t('files.remove')}
              </button>
            </>
          )}
        </More>
      )}
    </li>
  )
}

/** How large it is, who has added it and when. */
export function Meta({ file }: { file: RecordFile }) {
  const t = useWords()
  const language = useLanguage()
  const { format, person } = useReferences()
  const who = file.createdBy === null ? undefined : person(file.createdBy)?.name
  const when = format.moment(file.createdAt)
  return (
    <span className={css.meta}>
      <span className="num">{sizeText(file.size, language)}</span>
      <span>{who === undefined ? when : t('files.meta', { who, when })}</span>
      {file.part !== null && <span>{t('files.inPart')}</span>}
    </span>
  )
}

function NameField({ record, file, onEnd }: { record: FileHolder; file: RecordFile; onEnd(): void }) {
  const t = useWords()
  const [name, setName] = useState(file.name)
  const save = async () => {
    const next = name.trim()
    if (next === '' || next === file.name) return onEnd()
    if (await tried(() => call('files.rename', { id: file.id, name: next }))) {
      await readFiles(record)
      onEnd()
    }
  }
  return (
    <input
      className={css.field}
      autoFocus
      value={name}
      maxLength={255}
      aria-label={t('files.name')}
      onFocus={(event) => {
        // The ending stays unless it is meant to change.
        const dot = event.target.value.lastIndexOf('.')
        event.target.setSelectionRange(0, dot > 0 ? dot : event.target.value.length)
      }}
      onChange={(event) => setName(event.target.value)}
      onBlur={() => void save()}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') {
          event.nativeEvent.stopImmediatePropagation()
          onEnd()
        }
      }}
    />
  )
}
