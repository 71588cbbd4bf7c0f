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
  'mail.invitation.subject': { en: 'An invitation to {company}', ru: 'Приглашение: {company}' },
  'mail.invitation.text': {
    en: `Hello {name},

you are invited to work in Sdelka with {company}. Choose a password and you are in:

{link}

The link works once, until {until}. If you did not expect it, do nothing.
`,
    ru: `Здравствуйте, {name}!

Вас приглашают работать в Sdelka ({company}). Придумайте пароль, и вы внутри:

{link}

Ссылка сработает один раз, до {until}. Если вы не ждали приглашения, ничего не делайте.
`,
  },
  'mail.notice.subject': { en: '{sentence}: {about}', ru: '{sentence}: {about}' },
  'mail.notice.text': {
    en: `Hello {name},

{sentence}: {about}
{text}
{link}

Which letters you get is up to you: {settings}
`,
    ru: `Здравствуйте, {name}!

{sentence}: {about}
{text}
{link}

Какие письма получать, решаете вы: {settings}
`,
  },
} satisfies Words
