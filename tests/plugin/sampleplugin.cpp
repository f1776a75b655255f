// SPDX-License-Identifier: GPL-3.0-or-later
// One plugin, built in several ways: as it should be, and with what can be wrong about a plugin.
#include "core/plugin/backendplugin.h"

#include <QObject>

#include <cstdlib>

namespace {

class SampleBackend : public Signalbox::Backend
{
    Q_OBJECT

public:
    void open() override { QMetaObject::invokeMethod(this, &SampleBackend::opened, Qt::QueuedConnection); }
    void send(const Signalbox::Message &, const Signalbox::Route &) override { }
    void drop(quint64) override { }
    void listen(const Signalbox::HeaderList &) override { }
    void pauseReading(bool) override { }
    bool writable() const override { return true; }
    void close() override
    {
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT closed({}); }, Qt::QueuedConnection);
    }
};

} // namespace

#ifdef SAMPLE_HAS_NO_FACTORY
class SamplePlugin : public QObject
#else
class SamplePlugin : public QObject, public Signalbox::BackendPlugin
#endif
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID SAMPLE_IID FILE SAMPLE_METADATA)
#ifndef SAMPLE_HAS_NO_FACTORY
    Q_INTERFACES(Signalbox::BackendPlugin)
#endif

public:
#ifdef SAMPLE_CRASHES
    SamplePlugin()
    {
        std::abort();
    }
#endif
#ifndef SAMPLE_HAS_NO_FACTORY
    Signalbox::Result<std::unique_ptr<Signalbox::Backend>> create(const QJsonObject &settings,
                                                                  const Signalbox::Surroundings &) override
    {
        if (!settings.contains(QStringLiteral("word")))
            return Signalbox::Reason{QStringLiteral("word: expected a text, got nothing")};
        return std::unique_ptr<Signalbox::Backend>(std::make_unique<SampleBackend>());
    }
#endif
};

#include "sampleplugin.moc"
