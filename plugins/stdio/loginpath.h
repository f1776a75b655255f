// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QProcess>
#include <QTimer>

namespace Signalbox {

/**
 * The PATH a person has in a terminal, which a gateway started by the desktop does not have: asked of the login shell
 * once, when somebody first needs it, and joined with our own and the usual places of tools. Never blocks; a shell
 * that does not answer within the limit is killed with its group and its part left out.
 */
class LoginPath : public QObject
{
    Q_OBJECT

public:
    /** `shell` empty: the user's own. */
    explicit LoginPath(const QString &shell = {}, int limit = 5000, QObject *parent = nullptr);
    ~LoginPath() override;

    /** Answers known(), at once where it is known already. */
    void ask();
    bool isKnown() const { return m_isKnown; }
    QString path() const { return m_path; }

Q_SIGNALS:
    void known();

private:
    void start();
    void read();
    void finish();
    void killGroup();

    QString m_shell;
    QProcess m_process;
    QTimer m_limit;
    QByteArray m_output;
    QString m_path;
    bool m_isAsked = false;
    bool m_isKnown = false;
};

} // namespace Signalbox
