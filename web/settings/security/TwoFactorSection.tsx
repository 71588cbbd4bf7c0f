import { IconShieldLock } from '@tabler/icons-react'
import { useState } from 'react'
import { useFormat } from '../../format.ts'
import { queries, meQuery, type Me } from '../../queries.ts'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import { Section } from './Section.tsx'
import { SetUpWindow, ProofWindow } from './TwoFactorWindows.tsx'
import css from './SecurityPart.module.css'

/** Fewer recovery codes than these are worth a word. */
const few = 3
type Open = 'setUp' | 'turnOff' | 'codes'

/** Whether a code is asked for at one's sign-in, and what can be done about it. */
export function TwoFactorSection({ factor }: { factor: Me['twoFactor'] }) {
  const t = useWords()
  const format = useFormat()
  const [open, setOpen] = useState<Open | null>(null)
  const done = (said?: string) => {
    setOpen(null)
    void queries.invalidateQueries({ queryKey: meQuery.queryKey, exact: true })
    if (said) toast(said)
  }
  const { on, since, left } = factor
  return (
    <Section
      title={t('security.code')}
      icon={<IconShieldLock size={16} stroke={1.75} aria-hidden />}
      mark={on && <span className={css.on}>{t('security.code.mark')}</span>}
    >
      {on ? (
        <>
          <p>{t('security.code.on', { when: format.day(format.dayOf(since ?? '')) })}</p>
          <p className={left <= few ? css.few : undefined}>
            {t(left <= few ? 'security.code.few' : 'security.code.left', { count: left })}
          </p>
          <div className={css.buttons}>
            <button type="button" className="btn line" onClick={() => setOpen('codes')}>
              {t('security.codes.new')}
            </button>
            <button type="button" className="btn line" onClick={() => setOpen('turnOff')}>
              {t('security.code.turnOff')}
            </button>
          </div>
        </>
      ) : (
        <>
          <p>{t('security.code.off')}</p>
          <div className={css.buttons}>
            <button type="button" className="btn primary" onClick={() => setOpen('setUp')}>
              {t('security.code.set')}
            </button>
          </div>
        </>
      )}
      {open === 'setUp' && <SetUpWindow onDone={() => done(t('security.code.turnedOn'))} onClose={() => done()} />}
      {open === 'turnOff' && (
        <ProofWindow does="turnOff" onDone={() => done(t('security.code.turnedOff'))} onClose={() => done()} />
      )}
      {open === 'codes' && <ProofWindow does="codes" onDone={() => done()} onClose={() => done()} />}
    </Section>
  )
}
