import { IconMessage } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '../words.ts'
import { NewComment } from './NewComment.tsx'
import { addings, type Adding } from './parts.ts'
import type { About } from './timelineData.ts'
import css from './Composer.module.css'

/** Adds to a record: a comment, and by a window of its own whatever else can be. */
export function Composer({ about }: { about: About }) {
  const t = useWords()
  const [open, setOpen] = useState<Adding | null>(null)
  return (
    <div className={css.composer} data-composer>
      <div className={css.tabs} role="group" aria-label={t('comment.tabs')}>
        <b>
          <IconMessage size={16} stroke={1.75} aria-hidden />
          {t('comment.tab')}
        </b>
        {addings.map((one) => (
          <button
            key={one.key}
            type="button"
            aria-haspopup="dialog"
            aria-label={t(one.word)}
            onClick={() => setOpen(one)}
          >
            <one.Icon size={16} stroke={1.75} aria-hidden />
            <span>{t(one.word)}</span>
          </button>
        ))}
      </div>
      <NewComment {...about} />
      {open && <open.Window about={about} onClose={() => setOpen(null)} />}
    </div>
  )
}
