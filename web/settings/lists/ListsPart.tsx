import { useQuery } from '@tanstack/react-query'
import { dictionaries } from '../../../model/terms.ts'
import { told } from '../../asking.ts'
import { termsQuery, useMe } from '../../queries.ts'
import { Trouble } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import { useSettingsView } from '../view.ts'
import { WordList } from './WordList.tsx'
import part from '../common/Part.module.css'
import css from './ListsPart.module.css'

/** The dictionaries of the company, one at a time: sources, types, tags, industries, units. */
export function ListsPart() {
  const t = useWords()
  const me = useMe()
  const { dictionary = dictionaries[0], set } = useSettingsView()
  const { data, error, refetch } = useQuery(termsQuery)
  const manages = me?.may.edit.includes('terms') === true
  if (error) return <Trouble reason={told(error)} onRetry={() => void refetch()} />
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
              onClick={() => set({ dictionary: one })}
            >
              {t(`value.${one}`)}
              {data && <small className="num">{data.filter((term) => term.dictionary === one).length}</small>}
            </button>
          ))}
        </div>
      </div>
      {!manages && <p className={part.note}>{t('settings.readonly')}</p>}
      <p className={css.about}>{t(`settings.lists.${dictionary}`)}</p>
      <WordList key={dictionary} dictionary={dictionary} label={t(`value.${dictionary}`)} />
    </section>
  )
}
