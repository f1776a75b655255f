// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QJsonObject>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace Signalbox {

/** What a tool answered, as a person reads it: text, pictures, structured data, errors in words. Untrusted. */
class ToolAnswer : public QWidget
{
    Q_OBJECT

public:
    explicit ToolAnswer(QWidget *parent = nullptr);

    void showNothing();
    /** The answer of the command "tool.call". */
    void show(const Result<QJsonObject> &answer);

private:
    void clear();
    void head(const char *icon, int tone, const QString &sentence);
    void addContent(const QJsonObject &block);
    void addText(const QString &text, bool isCode);
    void addPicture(const QByteArray &bytes);
    void addNote(const QString &sentence);

    QLabel *m_icon;
    QLabel *m_head;
    QVBoxLayout *m_blocks;
    QWidget *m_body = nullptr;
};

} // namespace Signalbox
