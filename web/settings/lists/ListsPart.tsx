import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dictionaries } from '../../../model/terms.ts'
import { call } from '../../api.ts'
import { told } from '../../asking.ts'
import { queries, termsQuery, useMe } from '../../queries.ts'
import { arrange } from '../../records/arrange.ts'
import { NameLine } from '../../records/NameLine.tsx'
import { Trouble } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import { Sortable } from '../common/Sortable.tsx'
import { useSettingsView, type Dictionary } from '../view.ts'
import { WordRow } from './WordRow.tsx'
import part from '../common/Part.module.css'
import css from './ListsPart.module.css'

/** The dictionaries of the company, one at a time: sources, types, tags, industries, units. */
export function ListsPart() {
  const t = useWords()
  const me = useMe()
  const { dictionary = dictionaries[0], set } = useSettingsView()
  const { data, error, refetch } = useQuery(termsQuery)
  const manages = me?.may.edit.includes('terms') === true
  const uses = useUses(dictionary, manages)
  const [adding, setAdding] = useState(false)
  if (error) return <Trouble reason={told(error)} onRetry={() => void refetch()} />
  const words = data?.filter((term) => term.dictionary === dictionary)
  return (
    <section className={part.main} aria-label={t(`value.${dictionary}`)}>
      <div className={part.bar}>
        <div className={part.tabs} role="group" aria-label={t('settings.lists')}>
          {dictionaries.map((one) => (
            <button
              key={one}
              type="button"
              className="btn"
              aria-pressed={one === dictionary}
              onClick={() => {
                setAdding(false)
                set({ dictionary: one })
              }}
            >
              {t(`value.${one}`)}
              {data && <small className="num">{data.filter((term) => term.dictionary === one).length}</small>}
            </button>
          ))}
        </div>
      </div>
      {!manages && <p className={part.note}>{t('settings.readonly')}</p>}
      <p className={css.about}>{t(`settings.lists.${dictionary}`)}</p>
      {words ? (
        <Sortable
          label={t(`value.${dictionary}`)}
          className={css.list}
          items={words}
          editable={manages && words.length > 1}
          onOrder={(ids) => void arrange(termsQuery.queryKey, ids, (order) => call('terms.arrange', { ids: order }))}
        >
          {(term, grip) => (
            <WordRow term={term} grip={grip} uses={uses && (uses.get(term.id) ?? 0)} manages={manages} />
          )}
        </Sortable>
      ) : (
        <div aria-busy>
          {[30, 45, 25, 40].map((width, i) => (
            <div key={i} className={part.waiting} style={{ width: `${String(width)}%` }} />
          ))}
        </div>
      )}
      {words?.length === 0 && <p className={css.empty}>{t('settings.lists.empty')}</p>}
      {manages && words && (
        <div className={`${part.add} ${css.add}`}>
          {adding ? (
            <NameLine
              key={dictionary}
              label={t('settings.lists.new')}
              several
              onSave={async (name) => {
                await call('terms.create', { dictionary, name })
                await queries.invalidateQueries({ queryKey: ['terms'] })
              }}
              onClose={() => setAdding(false)}
            />
          ) : (
            <button type="button" className="btn" onClick={() => setAdding(true)}>
              <IconPlus size={16} stroke={1.75} aria-hidden />
              {t('settings.lists.add')}
            </button>
          )}
        </div>
      )}
    </section>
  )
}

/** In how many records each word stands. */
function useUses(dictionary: Dictionary, asked: boolean): ReadonlyMap<number, number> | undefined {
  return useQuery({
    queryKey: ['terms', 'uses', dictionary],
    enabled: asked,
    queryFn: async () => new Map((await call('terms.uses', { dictionary })).items.map(({ id, count }) => [id, count])),
  }).data
}
