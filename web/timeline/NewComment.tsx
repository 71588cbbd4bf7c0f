import { call } from '../api.ts'
import { useReferences } from '../records/references.tsx'
import { useWords } from '../words.ts'
import { CommentForm } from './CommentForm.tsx'
import { draftOf, keepDraft } from './drafts.ts'
import { readTimeline, type About } from './timelineData.ts'
import { useUntold } from './untold.ts'

export function NewComment(about: About) {
  const t = useWords()
  const { me } = useReferences()
  const tellUntold = useUntold()
  const where = `${about.record} ${String(about.id)}`
  const person = me?.id ?? 0
  return (
    <CommentForm
      key={`${where} ${String(person)}`}
      about={about}
      text={draftOf(person, where)?.text ?? ''}
      submit={t('comment.send')}
      onText={(text) => keepDraft(person, where, { text })}
      onSend={async (text, fileIds) => {
        const { untold } = await call('comments.create', { record: about.record, recordId: about.id, text, fileIds })
        tellUntold(untold)
        await readTimeline(about)
      }}
    />
  )
}
