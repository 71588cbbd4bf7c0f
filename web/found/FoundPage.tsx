import { IconSearch } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { told } from '../asking.ts'
import { useFormat } from '../format.ts'
import { PageHead } from '../shell/PageHead.tsx'
import { Trouble } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import { FindLine } from './FindLine.tsx'
import { HitGhosts, HitList } from './HitList.tsx'
import { hitOf } from './hits.tsx'
import { few, most, page, useRecentLines, useResults } from './useResults.ts'
import { kinds, type Kind } from './view.ts'
import css from './FoundPage.module.css'

/** Everything that a text finds, kind by kind. */
export function FoundPage() {
  const t = useWords()
  const format = useFormat()
  const { q = '', record } = useSearch({ from: '/inside/find' })
  const navigate = useNavigate({ from: '/find' })
  const [shown, setShown] = useState({ of: `${q} ${record ?? ''}`, count: page })
  const count = shown.of === `${q} ${record ?? ''}` ? shown.count : page
  const results = useResults(q, record, count)
  const { asked, counts, lines, near, nothing, problem } = results
  const body = useRef<HTMLDivElement>(null)
  useEffect(() => {
    document.title = `${asked ? t('found.of', { text: asked }) : t('found.title')} · ${t('app.name')}`
  }, [asked, t])

  const hits = lines?.map((one) => hitOf(one, t, format))
  const total = kinds.reduce((sum, kind) => sum + counts[kind], 0)
  const number = (n: number) => (n > page ? t('found.many', { count: page }) : String(n))
  return (
    <div className={css.found}>
      <PageHead>
        <h1 className={css.title}>{t('found.title')}</h1>
      </PageHead>
      <div ref={body} className={css.body} onKeyDown={(event) => step(event, body.current)}>
        <div className={css.inner}>
          <FindLine
            text={q}
            onText={(text) =>
              void navigate({ search: (before) => ({ ...before, q: text || undefined }), replace: true })
            }
          />
          {asked && !nothing && (
            <nav className={css.kinds} aria-label={t('found.kinds')}>
              <Link to="/find" search={{ q }} activeOptions={{ exact: true }} className="btn">
                {t('found.all')}
              </Link>
              {kinds.map((kind) => (
                <Link key={kind} to="/find" search={{ q, record: kind }} className="btn">
                  {t(`found.${kind}`)}
                  <span className={`num ${css.count}`}>{lines && number(counts[kind])}</span>
                </Link>
              ))}
            </nav>
          )}
          <span className="hidden-text" role="status">
            {asked && lines && !results.busy ? t('found.count', { count: total > page ? page : total }) : ''}
          </span>
          {problem ? (
            <Trouble reason={told(problem)} onRetry={results.retry} />
          ) : nothing ? (
            <Nothing text={asked} />
          ) : hits ? (
            <>
              {near && <p className={css.near}>{t('found.near')}</p>}
              {(record ? [record] : kinds).map((kind) => (
                <Group
                  key={kind}
                  kind={kind}
                  text={asked}
                  hits={hits.filter((hit) => hit.kind === kind)}
                  alone={record !== undefined}
                  count={number(counts[kind])}
                  hasAll={counts[kind] <= few}
                />
              ))}
              {record && counts[record] === 0 && (
                <div className={css.state}>
                  <p>{t('found.nothing', { text: asked })}</p>
                  <Link className="btn line" to="/find" search={{ q }}>
                    {t('found.nothing.here')}
                  </Link>
                </div>
              )}
              {results.hasMore &&
                (count < most ? (
                  <button
                    type="button"
                    className={`btn line ${css.more}`}
                    disabled={results.busy}
                    onClick={() => setShown({ of: `${q} ${record ?? ''}`, count: Math.min(most, count + page) })}
                  >
                    {t('found.more')}
                  </button>
                ) : (
                  <p className={css.near}>{t('found.narrow', { count: most })}</p>
                ))}
            </>
          ) : asked ? (
            <HitGhosts label={t('state.loading')} />
          ) : (
            <Start />
          )}
        </div>
      </div>
    </div>
  )
}

interface GroupProps {
  kind: Kind
  text: string
  hits: ReturnType<typeof hitOf>[]
  alone: boolean
  count: string
  hasAll: boolean
}

function Group({ kind, text, hits, alone, count, hasAll }: GroupProps) {
  const t = useWords()
  if (!hits.length) return null
  return (
    <section className={css.group} data-group={kind}>
      {!alone && (
        <h2>
          {t(`found.${kind}`)}
          <span className={`num ${css.count}`}>{count}</span>
          {!hasAll && (
            <Link to="/find" search={{ q: text, record: kind }}>
              {t(`found.open.${kind}`)}
            </Link>
          )}
        </h2>
      )}
      <HitList hits={hits} text={text} label={t(`found.${kind}`)} />
    </section>
  )
}

function Nothing({ text }: { text: string }) {
  const t = useWords()
  return (
    <div className={css.state}>
      <IconSearch size={32} stroke={1.25} aria-hidden className="t3" />
      <h2>{t('found.nothing', { text })}</h2>
      <p>{t('found.nothing.text')}</p>
    </div>
  )
}

/** Before anything is typed: what this finds, and what was opened lately. */
function Start() {
  const t = useWords()
  const format = useFormat()
  const recent = useRecentLines()
  return (
    <>
      <div className={css.state}>
        <IconSearch size={32} stroke={1.25} aria-hidden className="t3" />
        <h2>{t('found.start')}</h2>
        <p>{t('found.start.text')}</p>
      </div>
      {recent && recent.length > 0 && (
        <section className={css.group}>
          <h2>{t('palette.recent')}</h2>
          <HitList hits={recent.map((one) => hitOf(one, t, format))} text="" label={t('palette.recent')} />
        </section>
      )}
    </>
  )
}

/** Arrows go from the line through what was found, and back. */
function step(event: KeyboardEvent, body: HTMLElement | null): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (by === undefined || !body || event.altKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing)
    return
  const stops = [...body.querySelectorAll<HTMLElement>('input[name=q], [data-hit]')]
  const at = stops.indexOf(document.activeElement as HTMLElement)
  if (at < 0) return
  event.preventDefault()
  stops[Math.min(stops.length - 1, Math.max(0, at + by))]!.focus()
}
