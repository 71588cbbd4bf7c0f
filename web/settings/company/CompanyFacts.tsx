import type { CompanySettings } from '../../../server/setup/company.ts'
import { useLanguage, useWords } from '../../words.ts'
import { dayName } from './weekdays.ts'
import css from './CompanyPart.module.css'

/** The same to look at, for those who change nothing. */
export function CompanyFacts({ company }: { company: CompanySettings }) {
  const t = useWords()
  const language = useLanguage()
  const facts: [string, string][] = [
    [t('settings.company.name'), company.name],
    [t('settings.company.zone'), company.timeZone],
    [t('settings.company.week'), dayName(company.weekStart, language)],
    [t('settings.company.base'), company.baseCurrency],
    [t('settings.company.bin'), t('settings.stage.days', { days: company.binDays })],
    [t('settings.company.opened'), t(company.openedByDefault ? 'value.yes' : 'value.no')],
    [t('settings.company.twoFactor'), t(company.twoFactorRequired ? 'value.yes' : 'value.no')],
  ]
  return (
    <dl className={css.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
