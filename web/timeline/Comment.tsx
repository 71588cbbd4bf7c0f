import { IconMessage, IconPencil, IconPin, IconPinnedOff, IconTrash } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { call } from '../api.ts'
import { doneWith, tried } from '../asking.ts'
import { useReferences } from '../records/references.tsx'
import { More } from '../ui/More.tsx'
import { useWords } from '../words.ts'
import { SaidFiles } from './AttachedFiles.tsx'
import { CommentForm } from './CommentForm.tsx'
import { SaidText } from './SaidText.tsx'
import { readTimeline, type About, type CommentEntry } from './timelineData.ts'
import { useUntold } from './untold.ts'
import css from './Timeline.module.css'

interface Props {
  /** whose timeline it stands in */
  about: About
  entry: CommentEntry
  editable: boolean
  /** stands first */
  pinned: boolean
  /** the address leads to it */
  wanted: boolean
  chip: ReactNode
  time: ReactNode
}

/** What a colleague said; its author says it otherwise, or takes it away. */
export function Comment({ about, entry, editable, pinned, wanted, chip, time }: Props) {
  const t = useWords()
  const { person } = useReferences()
  const tellUntold = useUntold()
  const [editing, setEditing] = useState(false)
  const { id, actorId, comment } = entry
  // A comment on a deal stands in the timeline of its client too, and is changed where it was made.
  const own: About = {
    record: entry.record as About['record'],
    id: entry.recordId,
    name: entry.of.name ?? about.name,
  }
  const read = () => Promise.all([readTimeline(about), readTimeline(own)])
  const pins = editable && own.record === about.record && own.id === about.id
  const pin = () =>
    tried(async () => {
      await call('timeline.pin', { record: own.record, id: own.id, kind: 'comment', entryId: id, pinned: !pinned })
      await read()
    })
  const remove = () =>
    tried(async () => {
      await call('comments.remove', { id })
      await read()
      doneWith(t('comment.removed'), async () => {
        await call('comments.restore', { id })
        await read()
      })
    })
  return (
    <li id={`comment-${String(id)}`} className={css.entry} tabIndex={-1} data-comment={id} data-wanted={wanted}>
      <span className={css.icon}>
        {pinned ? <IconPin size={14} stroke={1.9} aria-hidden /> : <IconMessage size={14} stroke={1.9} aria-hidden />}
      </span>
      <div className={css.what}>
        <span className={css.line}>
          <b>{(actorId === null ? undefined : person(actorId)?.name) ?? t('history.system')}</b>
          {chip}
          {comment.editedAt !== null && <span className="t3">{t('comment.edited')}</span>}
        </span>
        {editing ? (
          <div className={css.editing}>
            <CommentForm
              about={own}
              text={comment.text}
              files={comment.files}
              submit={t('comment.save')}
              autoFocus
              onCancel={() => setEditing(false)}
              onSend={async (text, fileIds) => {
                const { untold } = await call('comments.change', { id, text, fileIds })
                tellUntold(untold)
                await read()
                setEditing(false)
              }}
            />
          </div>
        ) : (
          <div className={css.said}>
            {comment.text !== '' && <SaidText text={comment.text} />}
            {comment.files.length > 0 && <SaidFiles files={comment.files} />}
          </div>
        )}
      </div>
      <span className={css.end}>
        {(pins || comment.may.edit || comment.may.delete) && (
          <More label={t('comment.more')} className={`btn icon ${css.more ?? ''}`}>
            {(choose) => (
              <>
                {pins && (
                  <button type="button" role="menuitem" onClick={choose(pin)}>
                    {pinned ? (
                      <IconPinnedOff size={16} stroke={1.75} aria-hidden />
                    ) : (
                      <IconPin size={16} stroke={1.75} aria-hidden />
                    )}
                    {t(pinned ? 'comment.unpin' : 'comment.pin')}
                  </button>
                )}
                {comment.may.edit && (
                  <button type="button" role="menuitem" onClick={choose(() => setEditing(true))}>
                    <IconPencil size={16} stroke={1.75} aria-hidden />
                    {t('comment.edit')}
                  </button>
                )}
                {comment.may.delete && (
                  <button type="button" role="menuitem" onClick={choose(remove)}>
                    <IconTrash size={16} stroke={1.75} aria-hidden />
                    {t('comment.remove')}
                  </button>
                )}
              </>
            )}
          </More>
        )}
        {time}
      </span>
    </li>
  )
}
