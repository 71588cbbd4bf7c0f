import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { Invitation } from '../../../server/users/invitations.ts'
import { useFormat } from '../../format.ts'
import { useWords } from '../../words.ts'
import css from './AccessBox.module.css'

/** A link that has just been made, to be copied: it is not shown again. */
export function InviteLink({ invitation, name }: { invitation: Invitation; name: string }) {
  const t = useWords()
  const format = useFormat()
  const [copied, setCopied] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const copy = async () => {
    input.current?.select()
    try {
      await navigator.clipboard.writeText(invitation.link)
      setCopied(true)
    } catch {
      // Without a secure connection there is no clipboard: the link stands selected, to be copied by hand.
    }
  }
  return (
    <>
      <div className={css.link}>
        <input
          ref={input}
          className="input"
          readOnly
          aria-label={t('team.link.name', { name })}
          value={invitation.link}
          onFocus={(event) => event.target.select()}
        />
        <button type="button" className="btn primary" onClick={() => void copy()}>
          {copied ? (
            <IconCheck size={16} stroke={1.75} aria-hidden />
          ) : (
            <IconCopy size={16} stroke={1.75} aria-hidden />
          )}
          <span aria-live="polite">{t(copied ? 'team.link.copied' : 'team.link.copy')}</span>
        </button>
      </div>
      <p>
        {invitation.mailedTo === null
          ? t('team.link.text', { when: format.moment(invitation.expiresAt) })
          : t('team.link.mailed', { email: invitation.mailedTo, when: format.moment(invitation.expiresAt) })}
      </p>
    </>
  )
}
