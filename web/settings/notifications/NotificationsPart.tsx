import { useQuery, useQueryClient } from '@tanstack/react-query'
import { noticeWays, type NoticeKind, type NoticeWay } from '../../../model/notifications.ts'
import { call, type Output } from '../../api.ts'
import { told, tried } from '../../asking.ts'
import { useMe } from '../../queries.ts'
import { Trouble } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import part from '../common/Part.module.css'
import css from './NotificationsPart.module.css'

type Choices = Output<'notifications.choices'>
const queryKey = ['notifications', 'choices']

/** How one is told of what concerns oneself: in Sdelka, by letter, both, or not at all. */
export function NotificationsPart() {
  const t = useWords()
  const client = useQueryClient()
  const own = useMe()?.previewedBy === null
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => call('notifications.choices', {}, signal),
    enabled: own,
  })
  const choose = async (kind: NoticeKind, way: NoticeWay, on: boolean) => {
    client.setQueryData<Choices>(
      queryKey,
      (old) => old && { ...old, items: old.items.map((one) => (one.kind === kind ? { ...one, [way]: on } : one)) },
    )
    await tried(() => call('notifications.choose', { kind, [way]: on }))
    await client.invalidateQueries({ queryKey })
  }
  if (error) return <Trouble reason={told(error)} onRetry={() => void refetch()} />
  return (
    <div className={part.main}>
      <div className={css.part}>
        <p className="t2">{t('notices.own')}</p>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('notices.kind')}</th>
              {noticeWays.map((way) => (
                <th key={way} scope="col">
                  {t(`notices.way.${way}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data?.items.map((one) => (
              <tr key={one.kind}>
                <th scope="row">
                  {t(`notices.kind.${one.kind}`)}
                  <span>{t(`notices.kind.${one.kind}.text`)}</span>
                </th>
                {noticeWays.map((way) => (
                  <td key={way}>
                    <label>
                      <input
                        type="checkbox"
                        aria-label={`${t(`notices.kind.${one.kind}`)}: ${t(`notices.way.${way}`)}`}
                        checked={one[way]}
                        onChange={({ target }) => void choose(one.kind, way, target.checked)}
                      />
                    </label>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {data && !data.mails && <p className={part.hint}>{t('notices.noMails')}</p>}
      </div>
    </div>
  )
}
