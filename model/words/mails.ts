import type { Words } from '../words.ts'

/** The letters that Sdelka sends. */
export const mailWords = {
  'mail.reset.subject': { en: 'A new password for {company}', ru: 'Новый пароль: {company}' },
  'mail.reset.text': {
    en: `Hello {name},

somebody has asked for a new password for your account in {company}. Choose it here:

{link}

The link works once, until {until}. If it was not you, do nothing: your password stays as it is.
`,
    ru: `Здравствуйте, {name}!

Для вашей учётной записи ({company}) запросили новый пароль. Придумайте его здесь:

{link}

Ссылка сработает один раз, до {until}. Если запрос отправили не вы, ничего не делайте: пароль останется прежним.
`,
  },
} satisfies Words
