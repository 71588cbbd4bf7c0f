import { languages } from '../../model/users.ts'
import { speak, useLanguage, useWords } from '../words.ts'
import css from './Gate.module.css'

/** The language of the screens, for those who have not come in yet. */
export function LanguageChoice({ onChoose }: { onChoose?(): void }) {
  const t = useWords()
  const language = useLanguage()
  return (
    <div className={`${css.choice} ${css.languages}`} role="group" aria-label={t('setup.language')}>
      {languages.map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          aria-pressed={one === language}
          onClick={() => {
            speak(one)
            onChoose?.()
          }}
        >
          {t(`language.${one}`)}
        </button>
      ))}
    </div>
  )
}
