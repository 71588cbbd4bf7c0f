import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api.ts'
import { told } from '../../asking.ts'
import { useFormat } from '../../format.ts'
import { currenciesQuery, useMe } from '../../queries.ts'
import { arrange } from '../../records/arrange.ts'
import { Trouble } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import { Sortable } from '../common/Sortable.tsx'
import { useSettingsView } from '../view.ts'
import { CurrencyPanel } from './CurrencyPanel.tsx'
import { NewCurrency } from './NewCurrency.tsx'
import { RevaluationNotes } from './RevaluationNotes.tsx'
import { useOpenDeals } from './currenciesData.ts'
import part from '../common/Part.module.css'
import css from './CurrenciesPart.module.css'

/** The currencies with what each is worth today; a chosen one gets its rates at the right. */
export function CurrenciesPart() {
  const t = useWords()
  const format = useFormat()
  const me = useMe()
  const { currency: chosen, set } = useSettingsView()
  const { data, error, refetch } = useQuery(currenciesQuery)
  const deals = useOpenDeals()
  const [adding, setAdding] = useState(false)
  const manages = me?.may.edit.includes('currencies') === true
  if (error) return <Trouble reason={told(error)} onRetry={() => void refetch()} />
  const base = data?.find((one) => one.base)?.code ?? ''
  const opened = data?.find(({ id }) => id === chosen)
  const go = (currency: number | undefined) => {
    setAdding(false)
    if (currency !== chosen) set({ currency })
  }
  return (
    <div className={part.part}>
      <section className={part.main} aria-label={t('settings.currencies')}>
        <div className={part.bar}>
          <p className={css.about}>{t('settings.currencies.about', { base })}</p>
          <span className={part.push} />
          {manages && (
            <button
              type="button"
              className="btn line"
              aria-expanded={adding}
              onClick={() => {
                go(undefined)
                setAdding(true)
              }}
            >
              <IconPlus size={16} stroke={1.75} aria-hidden />
              {t('settings.currency.add')}
            </button>
          )}
        </div>
        {!manages && <p className={part.note}>{t('settings.readonly')}</p>}
        <RevaluationNotes />
        {data ? (
          <>
            <div className={css.heads} aria-hidden>
              <span>{t('settings.currency')}</span>
              <span className={css.rate}>{t('settings.currency.rate')}</span>
              <span className={css.count}>{t('settings.currency.deals')}</span>
            </div>
            <Sortable
              label={t('settings.currencies')}
              items={data.map((one) => ({ ...one, name: one.code, called: one.name }))}
              editable={manages && data.length > 1}
              onOrder={(ids) =>
                void arrange(currenciesQuery.queryKey, ids, (order) => call('currencies.arrange', { ids: order }))
              }
            >
              {({ id, code, called, base: isBase, rate }, grip) => (
                <div className={css.row} data-currency={code} aria-current={id === opened?.id ? 'true' : undefined}>
                  {grip ?? <span className={css.still} />}
                  <button type="button" className={css.text} aria-expanded={id === opened?.id} onClick={() => go(id)}>
                    <span className={css.code}>{code}</span>
                    <span className={`cut ${css.name}`}>{called}</span>
                    <span className={`num ${css.rate}`}>
                      {isBase ? (
                        <span className="t3">{t('settings.currency.base')}</span>
                      ) : rate === null ? (
                        <span className={css.none}>{t('settings.currency.none')}</span>
                      ) : (
                        t('settings.currency.worth', { code, rate: format.number(rate), base })
                      )}
                    </span>
                    <span className={`num ${css.count}`}>{deals && format.number(String(deals.get(code) ?? 0))}</span>
                  </button>
                </div>
              )}
            </Sortable>
          </>
        ) : (
          <div aria-busy>
            {[60, 50, 55].map((width, i) => (
              <div key={i} className={part.waiting} style={{ width: `${String(width)}%` }} />
            ))}
          </div>
        )}
      </section>
      {opened && (
        <CurrencyPanel
          key={opened.id}
          currency={opened}
          base={base}
          deals={deals?.get(opened.code) ?? 0}
          manages={manages}
          onClose={() => go(undefined)}
        />
      )}
      {adding && <NewCurrency known={data ?? []} base={base} onMade={go} onClose={() => setAdding(false)} />}
    </div>
  )
}
