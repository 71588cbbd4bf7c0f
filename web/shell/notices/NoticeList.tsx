import {
  IconAt,
  IconBuilding,
  IconClock,
  IconGavel,
  IconLayoutKanban,
  IconRepeat,
  IconUser,
  IconUserCheck,
  type Icon,
} from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import type { MouseEvent } from 'react'
import { noticePath, type NoticeKind } from '../../../model/notifications.ts'
import type { RecordName } from '../../../model/records.ts'
import { told } from '../../asking.ts'
import { useFormat, type Format } from '../../format.ts'
import { usePeople } from '../../queries.ts'
import { Avatar } from '../../records/marks.tsx'
import { End } from '../../ui/End.tsx'
import { useWords } from '../../words.ts'
import { Trouble, useSlow } from '../states.tsx'
import { markRead, useNotices, type Notice } from './noticesData.ts'
import css from './NoticeList.module.css'

const kindIcons: Record<NoticeKind, Icon> = {
  mention: IconAt,
  assignment: IconUserCheck,
  reminder: IconClock,
  repetition: IconRepeat,
  approval: IconGavel,
}
const recordIcons: Partial<Record<RecordName, Icon>> = {
  deals: IconLayoutKanban,
  contacts: IconUser,
  companies: IconBuilding,
}

/** What the person was told, newest first; each leads to what it is about. `few`: no more than the latest. */
export function NoticeList({ unread, few = false, onGone }: { unread: boolean; few?: boolean; onGone?(): void }) {
  const t = useWords()
  const format = useFormat()
  const notices = useNotices(unread)
  const slow = useSlow(notices.isPending)
  const items = notices.data?.pages.flatMap((page) => page.items) ?? []
  if (notices.isPending)
    return <div aria-busy>{slow && [70, 90, 60].map((width) => <Ghost key={width} width={width} />)}</div>
  if (notices.isError && !items.length)
    return <Trouble reason={told(notices.error)} onRetry={() => void notices.refetch()} />
  if (!items.length)
    return (
      <div className={css.empty} data-notices>
        <b>{t(unread ? 'notices.empty.unread' : 'notices.empty')}</b>
        {!unread && <p>{t('notices.empty.text')}</p>}
      </div>
    )
  return (
    <>
      <ul data-notices>
        {items.map((one) => (
          <Row key={one.id} notice={one} format={format} onGone={onGone} />
        ))}
      </ul>
      {!few && notices.hasNextPage && <End onSeen={() => !notices.isFetching && void notices.fetchNextPage()} />}
    </>
  )
}

function Row({ notice, format, onGone }: { notice: Notice; format: Format; onGone: (() => void) | undefined }) {
  const t = useWords()
  const router = useRouter()
  const who = usePeople().find(({ id }) => id === notice.actorId)
  const { kind, record, data, readAt } = notice
  const isNew = readAt === null
  const KindIcon = kindIcons[kind]
  const RecordIcon = record === null ? undefined : recordIcons[record]
  const href = noticePath(notice)
  const go = (event: MouseEvent) => {
    if (isNew) void markRead([notice.id], true)
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    onGone?.()
    router.history.push(href)
  }
  // What stands around the name is the sentence without it.
  const [before, after] = t(data.word ?? `notice.${kind}`, { who: '\n', count: data.count ?? 1 }).split('\n')
  const name = who?.name ?? t('notice.system')
  return (
    <li className={css.row} data-notice={kind} data-unread={isNew}>
      <a href={href} onClick={go}>
        <span className={css.who}>
          {who && after !== undefined ? (
            <Avatar id={who.id} name={who.name} large />
          ) : (
            <span className={css.kind}>
              <KindIcon size={16} stroke={1.75} aria-hidden />
            </span>
          )}
        </span>
        <span className={css.what}>
          <span className={css.sentence}>
            {before}
            {after !== undefined && <b>{name}</b>}
            {after}
            {isNew && <span className="hidden-text">, {t('notices.isNew')}</span>}
          </span>
          {notice.name !== null && (
            <span className={css.about}>
              {RecordIcon && <RecordIcon size={14} stroke={1.75} aria-hidden />}
              <span className="cut">{notice.name}</span>
            </span>
          )}
          {data.text !== undefined && <span className={css.text}>{data.text}</span>}
          <time dateTime={notice.at} title={format.moment(notice.at)}>
            {format.dayOf(notice.at) === format.today() ? format.time(notice.at) : format.moment(notice.at)}
          </time>
        </span>
      </a>
      <button
        type="button"
        className={css.mark}
        aria-label={t(isNew ? 'notices.read' : 'notices.again')}
        title={t(isNew ? 'notices.read' : 'notices.again')}
        onClick={() => void markRead([notice.id], isNew)}
      >
        <i />
      </button>
    </li>
  )
}

const Ghost = ({ width }: { width: number }) => (
  <div className={css.ghost}>
    <i />
    <i style={{ width: `${String(width)}%` }} />
  </div>
)
