// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tables/numberedrows.h"

#include <QJsonArray>

namespace Signalbox {

/** A tool as the gateway lists it. Texts and definition come from its server: untrusted. */
struct ToolRow
{
    quint64 number = 0; //!< for as long as the tool is there
    QString name; //!< as clients of all servers see it
    QString original; //!< as its server knows it
    QString backend; //!< slug
    QString title;
    QString description;
    quint64 tokens = 0; //!< estimated cost of the definition
    bool isHidden = false;
    QJsonObject definition;
    bool operator==(const ToolRow &other) const;
};

/** All tools of all servers. */
class ToolModel : public NumberedRows<ToolRow>
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::ToolModel)

public:
    enum Column { Name, Backend, Tokens, Shown, Title, Description };

    explicit ToolModel(QObject *parent = nullptr);

    /** The whole list of now, as the command "tools" answers it; only what differs is changed. */
    void setTools(const QJsonArray &tools);

    struct Sums
    {
        quint64 shown = 0; //!< tokens that a client of all servers gets
        quint64 hidden = 0; //!< tokens saved by hiding
        int tools = 0; //!< shown
        int hiddenTools = 0;
        QMap<QString, quint64> byBackend; //!< tokens that a client of that one server gets
    };
    const Sums &sums() const { return m_sums; }

private:
    static Columns shownColumns();

    QHash<QString, ToolRow> m_known; //!< by name: what was told last
    Sums m_sums;
    quint64 m_lastNumber = 0;
};

} // namespace Signalbox
