import { useQuery } from '@tanstack/react-query'
import { told } from '../../asking.ts'
import { useMe } from '../../queries.ts'
import { Trouble } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import { companyQuery } from './companyData.ts'
import { CompanyForm } from './CompanyForm.tsx'
import { CompanyFacts } from './CompanyFacts.tsx'
import part from '../common/Part.module.css'
import css from './CompanyPart.module.css'

/** What the company has set for everybody. */
export function CompanyPart() {
  const t = useWords()
  const me = useMe()
  const { data, error, refetch } = useQuery(companyQuery)
  if (error) return <Trouble reason={told(error)} onRetry={() => void refetch()} />
  return (
    <div className={part.main}>
      {data && me ? (
        me.administrator ? (
          <CompanyForm company={data} />
        ) : (
          <div className={css.form}>
            <p className={css.quiet}>{t('settings.readonly')}</p>
            <CompanyFacts company={data} />
          </div>
        )
      ) : (
        <div className={css.form} aria-busy>
          {[60, 100, 100, 80, 100].map((width, i) => (
            <div key={i} className={part.waiting} style={{ width: `${String(width)}%`, margin: '14px 0' }} />
          ))}
        </div>
      )}
    </div>
  )
}
