namespace Akka.Dispatch;

public interface ISemantics { }

/// <summary>Says which mailbox an actor needs. Without effect here: there is one kind, and it does all.</summary>
public interface IRequiresMessageQueue<T> where T : ISemantics { }
