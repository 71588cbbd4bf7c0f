import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { FileIcon, NameIcon } from '../files/FileIcon.tsx'
import { sizeText, type RecordFile } from '../files/filesData.ts'
import { Preview } from '../files/Preview.tsx'
import { useLanguage, useWords } from '../words.ts'
import type { Attached } from './attaching.ts'
import css from './AttachedFiles.module.css'

/** The files of a comment that is being written. */
export function AttachedFiles({ files, onDrop }: { files: readonly Attached[]; onDrop(key: string): void }) {
  const t = useWords()
  const language = useLanguage()
  return (
    <ul className={css.files} aria-label={t('comment.files')}>
      {files.map(({ key, name, size, id, share, problem }) => (
        <li
          key={key}
          className={css.file}
          data-attached={problem !== null ? 'failed' : id === null ? 'going' : 'there'}
        >
          <NameIcon name={name} />
          <span className={css.what}>
            <bdi className="cut">{name}</bdi>
            {problem !== null ? (
              <span className={css.problem} role="alert">
                {problem}
              </span>
            ) : id === null ? (
              <progress max={1} value={share} aria-label={t('files.progress', { name })} />
            ) : (
              <small className="num">{sizeText(size, language)}</small>
            )}
          </span>
          <button
            type="button"
            className="btn icon"
            aria-label={t('comment.files.drop', { name })}
            title={t('comment.files.drop.short')}
            onClick={() => onDrop(key)}
          >
            <IconX size={14} stroke={1.75} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  )
}

/** The files that go with what was said; each is looked at by a press. */
export function SaidFiles({ files }: { files: readonly RecordFile[] }) {
  const t = useWords()
  const language = useLanguage()
  const [looked, setLooked] = useState<number | null>(null)
  return (
    <>
      <ul className={css.files} aria-label={t('comment.files')}>
        {files.map((file, at) => (
          <li key={file.id} data-file={file.id}>
            <button
              type="button"
              className={css.file}
              aria-label={t('files.open', { name: file.name })}
              onClick={() => setLooked(at)}
            >
              <FileIcon file={file} />
              <span className={css.what}>
                <bdi className="cut">{file.name}</bdi>
                <small className="num">{sizeText(file.size, language)}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {looked !== null && files[looked] && (
        <Preview files={files} at={looked} onStep={setLooked} onClose={() => setLooked(null)} />
      )}
    </>
  )
}
