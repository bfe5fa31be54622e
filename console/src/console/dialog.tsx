import { type ReactNode, useEffect, useId, useRef } from 'react';

interface DialogProps {
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
}

/** The browser's own dialog: it holds the focus, and Escape closes it. */
export function Dialog({ title, close, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly words: string;
  readonly yes: string;
  readonly act: () => void;
  readonly close: () => void;
}

export function Confirm({ title, words, yes, act, close }: ConfirmProps) {
  return (
    <Dialog title={title} close={close}>
      <p>{words}</p>
      <p className="row end">
        <button type="button" onClick={close}>
          Cancel
        </button>
        <button
          type="button"
          className="danger"
          onClick={() => {
            close();
            act();
          }}
        >
          {yes}
        </button>
      </p>
    </Dialog>
  );
}
