import { useQuery } from '@tanstack/react-query'
import { useRef, useState, type FormEvent, type ReactNode } from 'react'
import { call } from '../api.ts'
import { told, toldAtForm, useSending } from '../asking.ts'
import { useWords } from '../words.ts'
import { CopyButton } from './CopyButton.tsx'
import { QrCode } from './QrCode.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import css from './security.module.css'

interface Props {
  /** stands above the first step */
  head: ReactNode
  /** the way back, beside the button of the first step */
  leave: ReactNode
  onDone(): void
}

/** Sets up the sign-in by code: scan, prove by a code that it works, save the recovery codes. */
export function SetUpSteps({ head, leave, onDone }: Props) {
  const t = useWords()
  const key = useRef<HTMLInputElement>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const { busy, problem, send } = useSending()
  const begun = useQuery({
    queryKey: ['session', 'twoFactor'],
    queryFn: () => call('session.beginTwoFactor', {}),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  })

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const code = String(new FormData(form).get('code'))
    void send(async () => {
      setCodes((await call('session.confirmTwoFactor', { code })).codes)
    }).then((done) => {
      if (!done) form.querySelector<HTMLInputElement>('[name=code]')?.select()
    })
  }
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />
  const secret = begun.data?.secret.match(/.{1,4}/g)?.join(' ') ?? ''
  return (
    <form className={css.form} onSubmit={submit} aria-busy={begun.isPending}>
      {head}
      {begun.error ? (
        <p className="problem" role="alert">
          {told(begun.error)}
        </p>
      ) : begun.data ? (
        <>
          <div className={css.scan}>
            <QrCode className={css.qr} text={begun.data.address} label={t('security.setUp.qr')} />
            <p className={css.text}>{t('security.setUp.scan')}</p>
          </div>
          <div className={css.key}>
            <label className="field">
              <span>{t('security.setUp.key')}</span>
              <input ref={key} className="input" readOnly value={secret} onFocus={(event) => event.target.select()} />
            </label>
            <CopyButton text={begun.data.secret} word="security.setUp.copy" fallback={() => key.current?.select()} />
          </div>
          <label className="field">
            <span>{t('security.setUp.code')}</span>
            <input
              className={`input ${css.code ?? ''}`}
              name="code"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={7}
              required
              autoFocus
              aria-invalid={problem !== null}
            />
          </label>
        </>
      ) : (
        <div className={css.waiting} />
      )}
      {problem && (
        <p className="problem" role="alert">
          {toldAtForm(problem)}
        </p>
      )}
      <div className={css.buttons}>
        {leave}
        <button type="submit" className={`btn primary ${css.push ?? ''}`} disabled={busy || !begun.data}>
          {t('security.setUp.confirm')}
        </button>
      </div>
    </form>
  )
}
