import { IconAlertCircle, IconRefresh, IconX } from '@tabler/icons-react'
import { useLanguage, useWords } from '../words.ts'
import { NameIcon } from './FileIcon.tsx'
import { sizeText } from './filesData.ts'
import { cancelUpload, sendAgain, type Upload } from './uploads.ts'
import css from './FilesPart.module.css'

const mostShown = 20

/** Files on their way, and those that were not taken, with the reason. */
export function UploadList({ uploads }: { uploads: readonly Upload[] }) {
  const t = useWords()
  if (!uploads.length) return null
  const more = uploads.length - mostShown
  return (
    <>
      <ul className={css.list} aria-label={t('files.sending')}>
        {uploads.slice(0, mostShown).map((upload) => (
          <Going key={upload.key} upload={upload} />
        ))}
      </ul>
      {more > 0 && <p className={css.queued}>{t('files.queued', { count: more })}</p>}
    </>
  )
}

function Going({ upload: { key, name, size, state, share, problem, again } }: { upload: Upload }) {
  const t = useWords()
  const language = useLanguage()
  return (
    <li className={css.row} data-upload={state}>
      <NameIcon name={name} />
      <span className={css.what}>
        <bdi className={css.sent}>{name}</bdi>
        {state === 'failed' ? (
          <span className={css.refused} role="alert">
            <IconAlertCircle size={14} stroke={1.75} aria-hidden />
            {problem}
          </span>
        ) : (
          <span className={css.meta}>
            <span className="num">{sizeText(size, language)}</span>
            {problem !== null ? (
              <span>{problem}</span>
            ) : state === 'waiting' ? (
              <span>{t('files.waiting')}</span>
            ) : (
              <progress max={1} value={share} aria-label={t('files.progress', { name })} />
            )}
          </span>
        )}
      </span>
      {again && (
        <button
          type="button"
          className="btn icon"
          aria-label={t('files.again.of', { name })}
          title={t('files.again')}
          onClick={() => sendAgain(key)}
        >
          <IconRefresh size={16} stroke={1.75} aria-hidden />
        </button>
      )}
      <button
        type="button"
        className="btn icon"
        aria-label={t('files.cancel.of', { name })}
        title={t('files.cancel')}
        onClick={() => cancelUpload(key)}
      >
        <IconX size={16} stroke={1.75} aria-hidden />
      </button>
    </li>
  )
}
