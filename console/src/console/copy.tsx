import { Check, Copy as CopyIcon } from 'lucide-react';
import { useState } from 'react';

const SHOWN_MS = 2000;

export function Copy({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return (
    <button type="button" onClick={() => void copy().catch(() => prompt(what, text))}>
      {copied ? <Check size={16} aria-hidden /> : <CopyIcon size={16} aria-hidden />}
      <span aria-live="polite">{copied ? 'Copied' : `Copy ${what}`}</span>
    </button>
  );
}
