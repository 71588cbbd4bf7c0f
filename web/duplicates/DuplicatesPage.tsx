import { IconCopyCheck } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { call, type Output } from '../api.ts'
import { told } from '../asking.ts'
import { useFormat } from '../format.ts'
import type { ClientRecord } from '../clients/clientData.ts'
import { WithReferences } from '../records/references.tsx'
import { PageHead } from '../shell/PageHead.tsx'
import { useWords } from '../words.ts'
import { DuplicateGroup, type Group } from './DuplicateGroup.tsx'
import { MergeSure } from './MergeSure.tsx'
import css from './DuplicatesPage.module.css'

export const ContactDuplicatesPage = () => <Page key="contacts" record="contacts" />
export const CompanyDuplicatesPage = () => <Page key="companies" record="companies" />

type Place = NonNullable<Output<'duplicates.list'>['next']>
/** While there is something left to compare, it is looked again so often. */
const lookAgain = 3000
const mostLeft = 10_000
const keyOf = ({ items }: Group): string => items.map(({ id }) => id).join()

/** Groups of clients that may be one and the same, to be merged or kept apart. */
function Page({ record }: { record: ClientRecord }) {
  const t = useWords()
  const format = useFormat()
  const list = useInfiniteQuery({
    queryKey: [record, 'duplicates', 'list'],
    queryFn: ({ pageParam, signal }) =>
      call('duplicates.list', { record, ...(pageParam ? { after: pageParam } : {}) }, signal),
    initialPageParam: null as Place | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state }) => (state.data?.pages[0]?.left ? lookAgain : false),
  })
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = list
  const groups = data?.pages.flatMap((page) => page.groups) ?? []
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set())
  const shown = groups.filter((group) => !skipped.has(keyOf(group)))
  const putOff = groups.length - shown.length
  const left = data?.pages[0]?.left ?? 0
  useEffect(() => {
    document.title = `${t('duplicates.title')} · ${t('app.name')}`
  }, [t])
  return (
    <div className={css.page}>
      <PageHead>
        <nav className={css.way} aria-label={t('clients.title')}>
          <Link to={`/${record}`} search={{}}>
            {t(`clients.${record}`)}
          </Link>
          <span aria-hidden>/</span>
        </nav>
        <h1 className={css.title}>{t('duplicates.title')}</h1>
      </PageHead>
      <div className={css.body}>
        <div className={css.inner}>
          <div className={css.bar}>
            <nav className={css.kinds} aria-label={t('clients.switch')}>
              {(['contacts', 'companies'] as const).map((kind) => (
                <Link
                  key={kind}
                  to={`/${kind}/duplicates`}
                  className="btn"
                  aria-current={kind === record ? 'page' : undefined}
                >
                  {t(`clients.${kind}`)}
                </Link>
              ))}
            </nav>
            <MergeSure record={record} looking={left > 0} />
          </div>
          {left > 0 && (
            <p className={css.left} role="status">
              {left > mostLeft
                ? t('duplicates.lookingMany', { number: format.number(String(mostLeft)) })
                : t('duplicates.looking', { count: left })}
            </p>
          )}
          {error ? (
            <div className={css.none} role="alert">
              <p>
                {t('duplicates.failed')}. {told(error)}
              </p>
              <button type="button" className="btn line" onClick={() => void list.refetch()}>
                {t('error.again')}
              </button>
            </div>
          ) : !data ? (
            <Ghosts />
          ) : groups.length === 0 && !hasNextPage ? (
            <div className={css.none} data-no-duplicates>
              <IconCopyCheck size={32} stroke={1.5} aria-hidden />
              <h2>{t('duplicates.empty')}</h2>
              <p className="t2">{t('duplicates.emptyHint')}</p>
            </div>
          ) : (
            <WithReferences>
              <ul className={css.groups}>
                {shown.map((group) => (
                  <DuplicateGroup
                    key={keyOf(group)}
                    record={record}
                    group={group}
                    onSkip={() => setSkipped(new Set([...skipped, keyOf(group)]))}
                  />
                ))}
              </ul>
              {putOff > 0 && (
                <p className={css.putOff}>
                  {!shown.length && !hasNextPage && <b>{t('duplicates.through')}. </b>}
                  {t('duplicates.skipped', { count: putOff })}
                  <button type="button" className="btn line" onClick={() => setSkipped(new Set())}>
                    {t('duplicates.unskip')}
                  </button>
                </p>
              )}
            </WithReferences>
          )}
          {hasNextPage && (
            <button
              type="button"
              className={`btn ${css.more}`}
              disabled={isFetchingNextPage}
              onClick={() => void fetchNextPage()}
            >
              {t('duplicates.more')}
            </button>
          )}
        </div>
      </div>
    </div>
  )
}

function Ghosts() {
  return (
    <ul className={css.groups} aria-busy aria-hidden>
      {[0, 1, 2].map((i) => (
        <li key={i} className={css.ghost}>
          <i style={{ width: '38%' }} />
          <i style={{ width: '72%' }} />
          <i style={{ width: '64%' }} />
        </li>
      ))}
    </ul>
  )
}
