import { IconAlertCircle, IconFileUpload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef, useState, type DragEvent } from 'react'
import { ApiError, call } from '../api.ts'
import { tried } from '../asking.ts'
import { useFormat } from '../format.ts'
import { queries } from '../queries.ts'
import { useWords, type WordKey } from '../words.ts'
import { inOrder, largest, mostFiles, send } from './importData.ts'
import css from './FileStep.module.css'

/** Takes files by dropping or choosing; below, what has been imported before. */
export function FileStep({ onSent }: { onSent(ids: number[]): void }) {
  const t = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [sending, setSending] = useState<{ name: string; share: number } | null>(null)
  const [problems, setProblems] = useState<string[]>([])

  async function take(files: File[]) {
    if (!files.length || sending) return
    const bad = files.flatMap(({ name, size }) =>
      !size
        ? [t('importing.file.empty', { name })]
        : size > largest * 1024 * 1024
          ? [t('importing.file.big', { name, max: largest })]
          : [],
    )
    if (files.length > mostFiles) bad.push(t('importing.file.many', { max: mostFiles }))
    setProblems(bad)
    if (bad.length) return
    const ids: number[] = []
    try {
      for (const file of files)
        ids.push(
          await send(file, (share) => setSending({ name: file.name, share: (ids.length + share) / files.length })),
        )
      onSent(ids.length > 1 ? await inOrder(ids) : ids)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setProblems([error.code === 'offline' ? t('state.offline') : error.message])
      setSending(null)
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take([...event.dataTransfer.files])
  }
  return (
    <div className={css.step}>
      <section
        className={`${css.drop} ${over ? css.over : ''}`}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconFileUpload size={32} stroke={1.5} aria-hidden />
        <h2>{t('importing.file.head')}</h2>
        <p>{t('importing.file.text')}</p>
        {sending ? (
          <label className={css.sending}>
            <span>{t('importing.file.uploading', { name: sending.name })}</span>
            <progress max={1} value={sending.share} />
          </label>
        ) : (
          <>
            <button type="button" className="btn primary lg" onClick={() => input.current?.click()}>
              {t('importing.file.choose')}
            </button>
            <small>
              {t('importing.file.drop')} · {t('importing.file.kinds', { max: largest })}
            </small>
          </>
        )}
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label={t('importing.file.choose')}
          accept=".csv,.tsv,.txt,.xlsx,.xls,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          onChange={(event) => {
            void take([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
        {problems.map((problem) => (
          <p key={problem} className={css.problem} role="alert">
            <IconAlertCircle size={16} stroke={1.75} aria-hidden />
            {problem}
          </p>
        ))}
      </section>
      <Earlier />
    </div>
  )
}

const listKey = ['imports', 'list'] as const

/** The imports of this person and the files that wait to be decided, the newest first. */
function Earlier() {
  const t = useWords()
  const format = useFormat()
  const { data } = useQuery({
    queryKey: listKey,
    queryFn: ({ signal }) => call('imports.list', {}, signal),
    // What has just been left in the middle is among them.
    staleTime: 0,
  })
  const drop = async (id: number) => {
    if (await tried(() => call('imports.drop', { id }))) await queries.invalidateQueries({ queryKey: listKey })
  }
  if (!data?.items.length) return null
  return (
    <section className={css.earlier}>
      <h2>{t('importing.recent')}</h2>
      <ul>
        {data.items.map(({ id, fileName: name, state, createdAt, rowsTotal }) => {
          const waits = state === 'draft' || state === 'trying'
          return (
            <li key={id}>
              <Link to="/import" search={{ id }}>
                {name}
              </Link>
              <span className="num">{rowsTotal === null ? '' : t('importing.rows', { count: rowsTotal })}</span>
              <span>{t(`importing.state.${waits ? 'draft' : state}` as WordKey)}</span>
              <time dateTime={createdAt}>{format.day(createdAt.slice(0, 10))}</time>
              {waits && (
                <span className={css.actions}>
                  <Link
                    to="/import"
                    search={{ id }}
                    className="btn line"
                    aria-label={t('importing.continue.of', { name })}
                  >
                    {t('importing.continue')}
                  </Link>
                  <button
                    type="button"
                    className="btn"
                    aria-label={t('importing.drop.of', { name })}
                    onClick={() => void drop(id)}
                  >
                    {t('importing.drop')}
                  </button>
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
