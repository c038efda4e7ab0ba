;;; Drives the language server from Emacs by eglot.  -*- lexical-binding: t -*-
;; Prints `ok <name>' or `fail <name>: <why>' per check, then `done'.

(require 'cl-lib)
(require 'eglot)

(defvar workspace (file-name-as-directory (getenv "TPM_TEST_WORKSPACE")))
(defvar patience 30 "Seconds.")
(defvar published nil "Newest diagnostics by address of the document.")

(defmacro check (name &rest body)
  (declare (indent 1))
  `(condition-case why
       (progn ,@body (princ (format "ok %s\n" ,name)))
     (error (princ (format "fail %s: %s\n" ,name
                           (replace-regexp-in-string "\n" " " (error-message-string why)))))))

(defun wait-for (what ask)
  "Asks until the answer is not nil."
  (let ((end (+ (float-time) patience)) answer)
    (while (not (setq answer (funcall ask)))
      (when (> (float-time) end) (error "waited for %s" what))
      (accept-process-output nil 0.05))
    answer))

(advice-add 'eglot-handle-notification :before
            (lambda (_server method &rest params)
              (when (eq method 'textDocument/publishDiagnostics)
                (setf (alist-get (plist-get params :uri) published nil nil #'equal)
                      (append (plist-get params :diagnostics) nil)))))

(find-file (concat workspace "drivers/char/tpm/tpm-chip.c"))
(c-mode)
(setq eglot-sync-connect patience
      eglot-send-changes-idle-time 0)
(defvar server
  (eglot--connect '(c-mode) (eglot--current-project) 'eglot-lsp-server
                  (list (getenv "TPM_TEST_SERVER") "lsp" "--stdio") "c"))

(defun ask (method &rest params)
  (jsonrpc-request server method params :timeout patience))

(defun to-line (text)
  "Goes to the code on the next line with TEXT behind the head of tpm_try_get_ops."
  (goto-char (point-min))
  (search-forward "int tpm_try_get_ops(")
  (search-forward text)
  (beginning-of-line)
  (back-to-indentation))

(check "the server starts in Emacs"
  (wait-for "what the server can do"
            (lambda () (plist-get (eglot--capabilities server) :hoverProvider)))
  (wait-for "the document to be managed" (lambda () (eglot-managed-p))))

(check "eglot hover"
  (to-line "mutex_lock(&chip->tpm_mutex);")
  (let ((value (plist-get (plist-get (apply #'ask :textDocument/hover (eglot--TextDocumentPositionParams))
                                     :contents)
                          :value)))
    (unless (string-match-p "ops_sem" value) (error "hover: %s" value))))

(check "eglot trace by executeCommand"
  (let ((report (ask :workspace/executeCommand
                     :command "tpmLifecycle.trace"
                     :arguments (vector (list :root "tpm_chip_unregister")))))
    (unless (> (length (plist-get report :steps)) 10) (error "report: %S" report))))

(check "eglot finding after an edit, and its quick fix"
  (to-line "mutex_unlock(&chip->tpm_mutex);")
  (delete-region (line-beginning-position) (line-beginning-position 2))
  (eglot--signal-textDocument/didChange)
  (let* ((uri (eglot--path-to-uri buffer-file-name))
         (broken (buffer-string))
         (found (wait-for "the finding"
                          (lambda ()
                            (cl-find-if (lambda (one)
                                          (string-match-p "still held" (plist-get one :message)))
                                        (alist-get uri published nil nil #'equal)))))
         (actions (append (ask :textDocument/codeAction
                               :textDocument (list :uri uri)
                               :range (plist-get found :range)
                               :context (list :diagnostics (vector found)))
                          nil))
         (fix (cl-find-if (lambda (one) (plist-get one :edit)) actions)))
    (unless fix (error "actions: %S" actions))
    (eglot--apply-workspace-edit (plist-get fix :edit))
    (when (string= broken (buffer-string)) (error "nothing changed"))
    (eglot--signal-textDocument/didChange)
    (wait-for "the finding to go"
              (lambda ()
                (not (cl-find-if (lambda (one) (string-match-p "still held" (plist-get one :message)))
                                 (alist-get uri published nil nil #'equal)))))))

(set-buffer-modified-p nil)
(princ "done\n")
(ignore-errors (eglot-shutdown server nil 5))
(kill-emacs 0)
