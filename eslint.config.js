import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const spoken = new Set(['title', 'label', 'placeholder', 'aria-label', 'alt', 'description'])
const hasLetters = (text) => /\p{L}{2,}/u.test(text)

/** What people read comes from the dictionaries of model/words, or it exists in one language only. */
const literalWords = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { literal: 'Text "{{text}}" is not translated: take it from model/words.' },
  },
  create(context) {
    const report = (node, text) => {
      if (hasLetters(text)) context.report({ node, messageId: 'literal', data: { text: text.trim().slice(0, 40) } })
    }
    /** The strings an expression may come to: 'a', `a`, x ? 'a' : 'b', x && 'a'. */
    const inside = (node) => {
      if (!node) return
      if (node.type === 'Literal' && typeof node.value === 'string') report(node, node.value)
      else if (node.type === 'TemplateLiteral') for (const part of node.quasis) report(part, part.value.cooked ?? '')
      else if (node.type === 'JSXExpressionContainer') inside(node.expression)
      else if (node.type === 'ConditionalExpression') [node.consequent, node.alternate].forEach(inside)
      else if (node.type === 'LogicalExpression') [node.left, node.right].forEach(inside)
    }
    return {
      JSXText: (node) => report(node, node.value),
      JSXAttribute: (node) => {
        if (node.name.type === 'JSXIdentifier' && spoken.has(node.name.name)) inside(node.value)
      },
      'JSXElement > JSXExpressionContainer, JSXFragment > JSXExpressionContainer': inside,
    }
  },
}

const sdelka = { rules: { 'literal-words': literalWords } }

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'data/'] },
  { linterOptions: { noInlineConfig: true } },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
    },
  },
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // The compiler's noUncheckedIndexedAccess makes `!` the honest word where an index is known to exist.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': ['error', { allow: ['error', 'warn'] }],
      'no-eval': 'error',
      'no-new-func': 'error',
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    ignores: ['*.ts'],
    rules: {
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Export by name.' }],
    },
  },
  {
    files: ['scripts/**', 'bench/**', 'server/cli.ts', 'server/main.ts', 'eslint.config.js'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['web/**/*.ts', 'web/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks, sdelka },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'sdelka/literal-words': 'error',
    },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', '**/*.long.ts', 'e2e/**'],
    rules: { 'sdelka/literal-words': 'off', 'no-console': 'off' },
    plugins: { sdelka },
  },
)
