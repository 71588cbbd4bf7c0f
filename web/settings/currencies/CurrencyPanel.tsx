import { IconTrash, IconX } from '@tabler/icons-react'
import { call } from '../../api.ts'
import { doneWith, tried } from '../../asking.ts'
import { useFormat } from '../../format.ts'
import { useMe } from '../../queries.ts'
import { today } from '../../records/days.ts'
import { useWritten } from '../../records/written.ts'
import { useWords } from '../../words.ts'
import { Box, Panel } from '../team/Panel.tsx'
import { refreshCurrencies, useRates, type Currency } from './currenciesData.ts'
import { RateForm } from './RateForm.tsx'
import part from '../common/Part.module.css'
import css from './CurrenciesPart.module.css'

interface Props {
  currency: Currency
  base: string
  deals: number
  manages: boolean
  onClose(): void
}

/** One currency: a new rate from a day on, and what it has been worth. */
export function CurrencyPanel({ currency, base, deals, manages, onClose }: Props) {
  const t = useWords()
  const { id, code, name } = currency
  const remove = () =>
    tried(async () => {
      await call('currencies.remove', { id })
      await refreshCurrencies()
      onClose()
      doneWith(t('settings.currency.removed', { code }), async () => {
        await call('currencies.restore', { id })
        await refreshCurrencies()
      })
    })
  return (
    <Panel title={code} note={name} onClose={onClose}>
      {currency.base ? (
        <p className={part.hint}>{t('settings.currency.base.hint')}</p>
      ) : (
        <>
          {manages && <RateForm currency={currency} base={base} />}
          <Rates currency={currency} base={base} manages={manages} />
          {manages && (
            <Box title={t('settings.currency.remove')} icon={<IconTrash size={16} stroke={1.75} aria-hidden />}>
              <p>
                {deals > 0 ? t('settings.currency.remove.used', { count: deals }) : t('settings.currency.remove.hint')}
              </p>
              {deals === 0 && (
                <div>
                  <button type="button" className="btn line" onClick={() => void remove()}>
                    {t('settings.currency.remove')}
                  </button>
                </div>
              )}
            </Box>
          )}
        </>
      )}
    </Panel>
  )
}

function Rates({ currency, base, manages }: { currency: Currency; base: string; manages: boolean }) {
  const t = useWords()
  const format = useFormat()
  const written = useWritten()
  const me = useMe()
  const { data } = useRates(currency.id)
  const { id } = currency
  if (!data?.length) return null
  const now = today(me?.timeZone ?? 'UTC')
  const remove = (day: string, rate: string) =>
    tried(async () => {
      await call('currencies.removeRate', { id, day })
      await refreshCurrencies()
      doneWith(t('settings.currency.rate.removed', { day: written.day(day) }), async () => {
        await call('currencies.setRate', { id, day, rate })
        await refreshCurrencies()
      })
    })
  return (
    <section className={part.stack} aria-label={t('settings.currency.history')}>
      <h3 className={part.label}>{t('settings.currency.history')}</h3>
      <ul className={css.rates}>
        {data.map(({ day, rate }) => (
          <li key={day}>
            <span>{written.day(day)}</span>
            {day > now && <span className={css.soon}>{t('settings.currency.soon')}</span>}
            <span className={css.push} />
            <span className="num">{`${format.number(rate)} ${base}`}</span>
            {manages && data.length > 1 && (
              <button
                type="button"
                className="btn icon"
                aria-label={t('settings.currency.rate.remove', { day: written.day(day) })}
                onClick={() => void remove(day, rate)}
              >
                <IconX size={16} stroke={1.75} aria-hidden />
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
